import { expect, test } from "vitest";
import type { ExecutionView, JobView } from "../../bridge/views.ts";
import { canRetryFailed, serversOfJob } from "./job-servers.ts";

function execution(serverId: number, status: ExecutionView["status"], attempt = 1): ExecutionView {
  const finishedAt = status === "running" ? {} : { finishedAt: 5 };
  return {
    id: `e${String(serverId)}-${String(attempt)}`,
    serverId,
    target: `web-${String(serverId)}`,
    status,
    attempt,
    ...finishedAt,
  } as ExecutionView;
}

test("each server is there once, by its latest attempt: what went wrong first, what has not begun last", () => {
  const executions = [
    execution(1, "completed"),
    execution(2, "failed"),
    execution(2, "running", 2),
    execution(3, "timeout"),
  ];
  const servers = serversOfJob({ executions, notBegun: [{ serverId: 4, name: "web-4" }] });
  expect(servers.map(({ name, attempts, execution: latest }) => [name, attempts, latest?.status])).toEqual([
    ["web-3", 1, "timeout"],
    ["web-2", 2, "running"],
    ["web-1", 1, "completed"],
    ["web-4", 0, undefined],
  ]);
});

test("only failed servers are offered to be tried again where that is not all of them anyway", () => {
  const job = (statuses: readonly ExecutionView["status"][], left = 0, finishedAt: number | undefined = 9): JobView =>
    ({
      ...(finishedAt === undefined ? {} : { finishedAt }),
      executions: statuses.map((status, index) => execution(index + 1, status)),
      notBegun: Array.from({ length: left }, (_, index) => ({ serverId: 90 + index, name: "later" })),
    }) as unknown as JobView;
  expect(canRetryFailed(job(["completed", "failed"]))).toBe(true);
  expect(canRetryFailed(job(["failed"], 2))).toBe(true);
  expect(canRetryFailed(job(["failed", "failed"]))).toBe(false);
  expect(canRetryFailed(job(["completed", "completed"]))).toBe(false);
  expect(canRetryFailed(job(["failed"]))).toBe(false);
});
