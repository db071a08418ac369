import { expect, it } from "vitest";
import { actionTriggers, jobStatuses, unfinishedJobStatuses, type JobStatus } from "../../shared/words.ts";
import { isTriggered } from "./triggered.ts";

function fired(
  status: JobStatus,
  by: "settle" | "cancel" | "resolve" = "settle",
  started = true,
  condition: boolean | null = null,
): string {
  return actionTriggers.filter((trigger) => isTriggered(trigger, { status, by, started, condition })).join(" ");
}

it.each<[JobStatus, string]>([
  ["completed", "ON_SUCCESS ALWAYS"],
  ["failed", "ON_FAILURE ALWAYS"],
  ["timeout", "ON_FAILURE ALWAYS"],
  ["partial", "ON_FAILURE ALWAYS"],
  ["needs_attention", "ON_FAILURE ALWAYS"],
  ["cancelled", "ALWAYS"],
])("a job that ended as %s sets off %s", (status, expected) => {
  expect(fired(status)).toBe(expected);
});

it("a job that was cancelled before anything of it ran sets off nothing", () => {
  expect(fired("cancelled", "cancel", false)).toBe("");
});

it("a person's verdict sets off what waits for success, and nothing a second time", () => {
  expect(fired("completed", "resolve")).toBe("ON_SUCCESS");
  expect(fired("failed", "resolve")).toBe("");
  for (const trigger of actionTriggers) {
    const both = (["needs_attention", "completed"] as const).map((status, index) =>
      isTriggered(trigger, { status, by: index === 0 ? "settle" : "resolve", started: true, condition: true }),
    );
    expect(both.filter(Boolean).length, trigger).toBeLessThanOrEqual(1);
  }
});

it("a condition is acted upon when it is true, and the job is settled as completed", () => {
  expect(fired("completed", "settle", true, true)).toBe("ON_SUCCESS ALWAYS ON_CONDITION");
  expect(fired("completed", "settle", true, false)).toBe("ON_SUCCESS ALWAYS");
  expect(fired("completed", "resolve", true, true)).toBe("ON_SUCCESS ON_CONDITION");
  for (const status of ["failed", "timeout", "partial", "needs_attention", "cancelled"] as const) {
    expect(fired(status, "settle", true, true)).not.toContain("ON_CONDITION");
  }
});

it("nothing follows from a job that goes on", () => {
  for (const status of unfinishedJobStatuses) expect(fired(status)).toBe("");
  expect(jobStatuses.length).toBe(9);
});
