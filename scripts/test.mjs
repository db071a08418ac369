// @ts-check
import { buildIfStale } from "./build-if-stale.mjs";
import { endWithNpm } from "./end-with-npm.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { projectRoot, say } from "./project.mjs";
import { runSuites } from "./run-suites.mjs";
import { quickSuites, realSuites, staticSuites } from "./suites.mjs";
import { addTallies, emptyTally, tallyLine } from "./tally.mjs";
import { bringUpTestBed } from "./test-bed.mjs";
import { splitByBed } from "./without-bed.mjs";

const testSuites = [...quickSuites, ...realSuites];
const allSuites = [...staticSuites, ...testSuites];

/**
 * `npm test [-- suite… | part of a file name…]`: installs what is missing, builds what is stale, brings the test bed
 * up, runs everything. The last line is the count.
 * @param {readonly string[]} words names of suites; anything else filters test files by name
 * @returns {Promise<import("./tally.mjs").Tally>}
 */
async function test(words) {
  await ensureInstalled();
  process.chdir(projectRoot);
  const names = words.filter((word) => allSuites.some((suite) => suite.name === word));
  const filter = words.filter((word) => !names.includes(word));
  /** @param {import("./suites.mjs").Suite} suite */
  const isWanted = (suite) =>
    names.length > 0 ? names.includes(suite.name) : filter.length === 0 || testSuites.includes(suite);
  const light = [...staticSuites, ...quickSuites].filter(isWanted);
  const real = realSuites.filter(isWanted);
  // The bed takes its time the first time, mostly waiting: the light suites run meanwhile.
  const bed = real.length > 0 ? prepareReal() : undefined;
  const tallies = await runSuites(light, { atOnce: 2, filter, environment: process.env });
  if (bed === undefined) return addTallies(tallies);
  return addTallies([...tallies, ...(await runReal(real, filter, await bed))]);
}

/** Build and bed, side by side. A failure of either is a result like any other, so that the light suites are shown. */
async function prepareReal() {
  const [build, bed] = await Promise.allSettled([buildIfStale({ quiet: false }), bringUpTestBed()]);
  return { build, bed };
}

/**
 * @param {readonly import("./suites.mjs").Suite[]} suites
 * @param {readonly string[]} filter
 * @param {Awaited<ReturnType<typeof prepareReal>>} prepared
 * @returns {Promise<import("./tally.mjs").Tally[]>}
 */
async function runReal(suites, filter, { build, bed }) {
  if (build.status === "rejected") return [failure("build", build.reason.message)];
  if (bed.status === "rejected") return [failure("test bed", bed.reason.message)];
  const { environment, missing } = bed.value;
  // All mostly wait for servers, containers, pages and the clock: side by side they take little longer than the longest.
  const options = { atOnce: 3, environment, stream: true };
  if (missing === undefined) return runSuites(suites, { ...options, filter });
  if (process.env["CI"]) return [failure("test bed", missing)];
  console.log(`\nThe test bed is not complete:\n${missing}`);
  const tallies = [];
  for (const suite of suites) {
    const { able, unable } = splitByBed(suite.name, filter);
    tallies.push({ ...emptyTally(), skipped: unable.length, skips: unable });
    if (able.length > 0) tallies.push(...(await runSuites([suite], { ...options, filter: able })));
  }
  return tallies;
}

/**
 * @param {string} what
 * @param {string} why
 */
function failure(what, why) {
  console.log(`✗ ${what}\n${why.trimEnd()}`);
  return { ...emptyTally(), failed: 1 };
}

endWithNpm();
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => process.exit(130));
try {
  const tally = await test(process.argv.slice(2));
  if (tally.skips.length > 0) console.log("\nSkipped:");
  for (const { name, reason } of tally.skips) console.log(`  ${name}${reason ? `: ${reason}` : ""}`);
  const nothingRan = tally.passed + tally.failed === 0;
  if (nothingRan) say("Nothing ran.");
  console.log(`\n${tallyLine(tally)}`);
  process.exitCode = tally.failed > 0 || nothingRan ? 1 : 0;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  console.log(`\n${tallyLine({ ...emptyTally(), failed: 1 })}`);
  process.exitCode = 1;
}
