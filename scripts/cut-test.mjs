// @ts-check
import { endWithNpm } from "./end-with-npm.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { runPinned } from "./pinned-node.mjs";
import { inProject, say } from "./project.mjs";

/*
 * `npm run cut-test [-- --cuts 50 --kills 5 --megabytes 100 --seconds 40 --seed 1 --server web-1 --kinds reset,sleep]`:
 * cuts the connection of one run again and again while its log comes over, kills the daemon in between, and compares
 * what was written on the server with what is kept here. Needs the test bed. Ends with 1 when something is wrong.
 */
endWithNpm();
try {
  await ensureInstalled();
  process.exitCode = await runPinned([inProject("electron/testing/cuts/cut-test.ts"), ...process.argv.slice(2)]);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
