// @ts-check
import { endWithNpm } from "./end-with-npm.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { runPinned } from "./pinned-node.mjs";
import { inProject, say } from "./project.mjs";

/*
 * `npm run crash-test [-- --crashes 1000 --seed 1 --places local,container,ssh --between 50 --at POINT]`: lets a real
 * daemon die by SIGKILL before and after its writes and effects, and looks whether anything was lost, doubled, left or
 * stuck. Needs the test bed. Ends with 1 when something is wrong.
 */
endWithNpm();
try {
  await ensureInstalled();
  process.exitCode = await runPinned([inProject("electron/testing/crash/crash-test.ts"), ...process.argv.slice(2)]);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
