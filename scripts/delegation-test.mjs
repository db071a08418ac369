// @ts-check
import { endWithNpm } from "./end-with-npm.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { runPinned } from "./pinned-node.mjs";
import { inProject, say } from "./project.mjs";

/*
 * `npm run delegation-test [-- --instants 288 --every 1000 --kills 3 --seed 1 --server web-1 --real-cron]`:
 * leaves a schedule to a server, kills the daemon, and has another collect what ran there meanwhile: each instant once,
 * with its log. By default the 288 instants of a day of a 5-minute schedule, a second apart. A stand-in wakes
 * the server; with --real-cron the system's own cron does, which nobody else may run then. Needs the test bed. Ends with 1
 * when something is wrong.
 */
endWithNpm();
try {
  await ensureInstalled();
  process.exitCode = await runPinned([
    inProject("electron/testing/delegations/delegation-test.ts"),
    ...process.argv.slice(2),
  ]);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
