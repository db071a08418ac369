// @ts-check
import { buildIfStale } from "./build-if-stale.mjs";
import { endWithNpm } from "./end-with-npm.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { runPinned } from "./pinned-node.mjs";
import { inProject, say } from "./project.mjs";
import { bringUpTestBed } from "./test-bed.mjs";

/** Parts of the benchmark that talk to the bed's servers or engine. */
const needTheBed = ["ssh", "container", "big-log", "servers"];

/**
 * `npm run bench [-- part… --json --quick]`: installs what is missing, builds what is stale, brings the test bed up
 * where it is needed, measures. The table goes to stdout, everything else to stderr.
 * @param {readonly string[]} words
 * @returns {Promise<number>} exit code
 */
async function bench(words) {
  await ensureInstalled();
  await buildIfStale({ quiet: false });
  const parts = words.filter((word) => !word.startsWith("-"));
  const needsBed = parts.length === 0 || parts.some((part) => needTheBed.includes(part));
  const { environment, missing } = needsBed ? await bringUpTestBed() : { environment: process.env, missing: undefined };
  if (missing !== undefined) throw new Error(`The test bed is not complete:\n${missing}`);
  return runPinned([inProject("bench", "run.ts"), ...words], { env: environment });
}

endWithNpm();
try {
  process.exitCode = await bench(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
