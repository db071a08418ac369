import { expect, it } from "vitest";
import type { JobSummary } from "../../bridge/views.ts";
import { hasGoodRunBefore } from "./good-run.ts";

const run = (id: string, queuedAt: number): JobSummary => ({ id, queuedAt }) as JobSummary;
const failed = run("job_m", 50);

it("finds a good run only before the one that failed", () => {
  expect(hasGoodRunBefore(failed, undefined)).toBe(false);
  expect(hasGoodRunBefore(failed, { jobs: [] })).toBe(false);
  expect(hasGoodRunBefore(failed, { jobs: [run("job_a", 51), run("job_z", 50)] })).toBe(false);
  expect(hasGoodRunBefore(failed, { jobs: [run("job_a", 50)] })).toBe(true);
  expect(hasGoodRunBefore(failed, { jobs: [run("job_a", 49)] })).toBe(true);
  // Older ones than were asked for are there.
  expect(hasGoodRunBefore(failed, { jobs: [run("job_a", 51)], next: "job_a" })).toBe(true);
});
