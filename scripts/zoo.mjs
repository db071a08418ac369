// @ts-check
import { endWithNpm } from "./end-with-npm.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { runPinned } from "./pinned-node.mjs";
import { inProject, say } from "./project.mjs";

/*
 * `npm run zoo [-- --place container --kind setsid --at-once 4]`: every kind of script that does not want to be stopped,
 * on this computer, in a container and on the three servers of the test bed, each cancelled and each timed out; then a
 * look through the machine for what is left. Ends with 1 when anything is left that is not named. Needs the bed.
 */
endWithNpm();
try {
  await ensureInstalled();
  process.exitCode = await runPinned([inProject("electron/testing/zoo/zoo.ts"), ...process.argv.slice(2)]);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
