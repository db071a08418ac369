import type { JSONReport } from "@playwright/test/reporter";
import { expect, it } from "vitest";
import { addTallies, emptyTally, tallyLine, tallyPlaywright } from "./tally.mjs";

/** A report with one spec per status, two of them in a nested block. */
function report(errors: readonly object[], ...statuses: readonly string[]): JSONReport {
  const spec = (status: string) => ({
    title: `is ${status}`,
    file: "jobs.spec.ts",
    tests: [{ status, annotations: status === "skipped" ? [{ type: "skip", description: "no Electron here" }] : [] }],
  });
  const [first, ...others] = statuses.map(spec);
  return { errors, suites: [{ specs: first ? [first] : [], suites: [{ specs: others }] }] } as unknown as JSONReport;
}

it("counts each test once, with the reason it was skipped for", () => {
  expect(tallyPlaywright(report([], "expected", "expected", "unexpected", "skipped"))).toEqual({
    passed: 2,
    failed: 1,
    skipped: 1,
    skips: [{ name: "jobs.spec.ts > is skipped", reason: "no Electron here" }],
  });
});

it("does not trust a test that passed on another try", () => {
  expect(tallyPlaywright(report([], "flaky"))).toMatchObject({ passed: 0, failed: 1 });
});

it("counts a file that cannot be loaded as a failure", () => {
  expect(tallyPlaywright(report([{ message: "no such module" }]))).toMatchObject({ failed: 1 });
});

it("adds up to one plain line", () => {
  const sum = addTallies([
    { passed: 3, failed: 1, skipped: 0, skips: [] },
    { passed: 4, failed: 0, skipped: 1, skips: [{ name: "a", reason: "" }] },
  ]);
  expect(tallyLine(sum)).toBe("7 passed, 1 failed, 1 skipped");
  expect(tallyLine(addTallies([]))).toBe(tallyLine(emptyTally()));
});
