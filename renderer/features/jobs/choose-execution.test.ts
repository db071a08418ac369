import { expect, test } from "vitest";
import type { ExecutionView } from "../../bridge/views.ts";
import { latestAttempt, likelyExecution } from "./choose-execution.ts";

function execution(id: string, attempt: number, status: ExecutionView["status"]): ExecutionView {
  const unfinished = status === "running" || status === "starting";
  return {
    id,
    attempt,
    place: "servers",
    target: id,
    status,
    survivors: [],
    startedAt: 1,
    hasBegun: true,
    logDroppedBytes: 0,
    ...(unfinished ? {} : { finishedAt: 2 }),
  };
}

test("what went wrong comes first, then what is under way", () => {
  const done = execution("a", 1, "completed");
  const running = execution("b", 1, "running");
  const failed = execution("c", 1, "failed");
  expect(likelyExecution([done, running, failed])?.id).toBe("c");
  expect(likelyExecution([done, running])?.id).toBe("b");
  expect(likelyExecution([done])?.id).toBe("a");
  expect(likelyExecution([])).toBeUndefined();
});

test("only the latest attempt counts", () => {
  const executions = [execution("a", 1, "failed"), execution("b", 2, "running"), execution("c", 2, "running")];
  expect(latestAttempt(executions).map((each) => each.id)).toEqual(["b", "c"]);
  expect(likelyExecution(executions)?.id).toBe("b");
});
