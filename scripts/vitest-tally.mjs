// @ts-check
import { writeFileSync } from "node:fs";
import { emptyTally } from "./tally.mjs";

/**
 * A vitest reporter that counts what happened, with the reasons tests gave for skipping themselves (vitest's own JSON
 * leaves those out). Writes a Tally as JSON to the file CRONIUM_TALLY_FILE names.
 */
export default class TallyReporter {
  /**
   * @param {ReadonlyArray<import("vitest/node").TestModule>} modules
   * @param {ReadonlyArray<unknown>} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const tally = emptyTally();
    for (const module of modules) {
      const failedBefore = tally.failed;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") tally.passed += 1;
        else if (result.state === "failed") tally.failed += 1;
        else {
          const reason = result.state === "skipped" ? (result.note ?? "") : "it never ran";
          tally.skipped += 1;
          tally.skips.push({ name: `${module.relativeModuleId} > ${test.fullName}`, reason });
        }
      }
      // A file that could not be loaded or whose hooks failed has no failed test of its own.
      if (module.state() === "failed" && tally.failed === failedBefore) tally.failed += 1;
    }
    if (unhandledErrors.length > 0 && tally.failed === 0) tally.failed = unhandledErrors.length;
    const file = process.env["CRONIUM_TALLY_FILE"];
    if (file !== undefined) writeFileSync(file, JSON.stringify(tally));
  }
}
