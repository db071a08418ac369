// @ts-check
import { endWithNpm } from "./end-with-npm.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { projectRoot, say } from "./project.mjs";
import { runSuites } from "./run-suites.mjs";
import { quickSuites, staticSuites } from "./suites.mjs";
import { addTallies, tallyLine } from "./tally.mjs";

/**
 * `npm run check [-- names…]`: everything that needs neither a build nor the test bed: types, lint, import rules, dead
 * code, file rules, format, unit and renderer tests.
 * @param {readonly string[]} names some of them; all when empty
 */
async function check(names) {
  await ensureInstalled();
  process.chdir(projectRoot);
  const known = [...staticSuites, ...quickSuites];
  const unknown = names.filter((name) => !known.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    throw new Error(`No such check: ${unknown.join(", ")}. There are: ${known.map(({ name }) => name).join(", ")}.`);
  }
  const wanted = known.filter(({ name }) => names.length === 0 || names.includes(name));
  const started = performance.now();
  const tally = addTallies(await runSuites(wanted, { atOnce: 2, filter: [], environment: process.env }));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${tally.failed > 0 ? "Not clean" : "Clean"} after ${seconds} s: ${tallyLine(tally)}`);
  process.exitCode = tally.failed > 0 ? 1 : 0;
}

endWithNpm();
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => process.exit(130));
await check(process.argv.slice(2)).catch((/** @type {Error} */ error) => {
  say(error.message);
  process.exitCode = 1;
});
