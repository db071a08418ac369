// @ts-check
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "./project.mjs";

/**
 * @typedef {import("./suites.mjs").Suite} Suite
 * @typedef {import("./tally.mjs").Tally} Tally
 */

/**
 * Runs suites, some at a time, and prints a line for each when it ends, followed by its output if anything failed.
 * @param {readonly Suite[]} suites
 * @param {{ atOnce: number, filter: readonly string[], environment: NodeJS.ProcessEnv, stream?: boolean }} options
 * @returns {Promise<Tally[]>} one for each suite, in their order
 */
export async function runSuites(suites, { atOnce, filter, environment, stream = false }) {
  mkdirSync(cacheDirectory, { recursive: true });
  const results = mkdtempSync(join(cacheDirectory, "results-"));
  const forget = () => rmSync(results, { recursive: true, force: true });
  process.once("exit", forget);
  /** @type {Tally[]} */
  const tallies = [];
  const waiting = suites.map((suite, index) => ({ suite, index }));
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (stream) console.log(`\n── ${next.suite.name}`);
      const { tally, output, milliseconds } = await next.suite.run({ results, filter, environment, stream });
      tallies[next.index] = tally;
      console.log(suiteLine(next.suite.name, tally, milliseconds));
      if (tally.failed > 0 && output.trim() !== "") console.log(`${output.trimEnd()}\n`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  process.removeListener("exit", forget);
  forget();
  return tallies;
}

/**
 * @param {string} name
 * @param {Tally} tally
 * @param {number} milliseconds
 * @returns {string}
 */
function suiteLine(name, { passed, failed, skipped }, milliseconds) {
  const verdict = failed > 0 ? "✗" : "✓";
  const counts = [
    failed > 0 ? `${failed} failed` : "",
    passed === 1 && failed + skipped === 0 ? "" : `${passed} passed`,
    skipped > 0 ? `${skipped} skipped` : "",
  ].filter((part) => part !== "");
  return `${verdict} ${name.padEnd(12)}${`${(milliseconds / 1000).toFixed(1)} s`.padStart(8)}  ${counts.join(", ")}`.trimEnd();
}
