// @ts-check
import { endWithNpm } from "./end-with-npm.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { runPinned } from "./pinned-node.mjs";
import { inProject, say } from "./project.mjs";
import { bringUpTestBed } from "./test-bed.mjs";

/*
 * `npm run load [-- --at-once 100 --queued 500 --kill]`: so many containers that all run at the same moment, then so
 * many jobs in one go, in a real daemon; with --kill it is killed in the middle of both and started again. All must
 * complete and nothing may be left in the engine. Ends with 1 otherwise. Brings the test bed up.
 */
endWithNpm();
try {
  await ensureInstalled();
  const { environment, missing } = await bringUpTestBed();
  if (missing !== undefined) throw new Error(`The test bed is not complete:\n${missing}`);
  process.exitCode = await runPinned([inProject("electron/testing/load/load.ts"), ...process.argv.slice(2)], {
    env: environment,
  });
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
