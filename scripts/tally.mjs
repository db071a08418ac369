// @ts-check

/**
 * @typedef {{ name: string, reason: string }} SkippedTest
 * @typedef {{ passed: number, failed: number, skipped: number, skips: SkippedTest[] }} Tally
 */

/** @returns {Tally} */
export function emptyTally() {
  return { passed: 0, failed: 0, skipped: 0, skips: [] };
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function addTallies(tallies) {
  return tallies.reduce(
    (sum, tally) => ({
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      skipped: sum.skipped + tally.skipped,
      skips: [...sum.skips, ...tally.skips],
    }),
    emptyTally(),
  );
}

/**
 * The plain line every run ends with.
 * @param {Tally} tally
 * @returns {string}
 */
export function tallyLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * Counts a Playwright JSON report. A test that passed only on another try counts as failed: it cannot be trusted.
 * @param {import("@playwright/test/reporter").JSONReport} report
 * @returns {Tally}
 */
export function tallyPlaywright(report) {
  const tally = emptyTally();
  /** @param {import("@playwright/test/reporter").JSONReportSuite} suite */
  const count = (suite) => {
    suite.suites?.forEach(count);
    for (const spec of suite.specs) {
      for (const test of spec.tests) {
        if (test.status === "expected") tally.passed += 1;
        else if (test.status === "skipped") {
          const reason = test.annotations.find(({ type }) => type === "skip" || type === "fixme")?.description;
          tally.skipped += 1;
          tally.skips.push({ name: `${spec.file} > ${spec.title}`, reason: reason ?? "" });
        } else tally.failed += 1;
      }
    }
  };
  report.suites.forEach(count);
  // Errors outside any test: a file that could not be loaded, a failed global setup.
  if (report.errors.length > 0 && tally.failed === 0) tally.failed = report.errors.length;
  return tally;
}
