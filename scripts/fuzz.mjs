// @ts-check
import { endWithNpm } from "./end-with-npm.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { runPinned } from "./pinned-node.mjs";
import { inProject, say } from "./project.mjs";

/*
 * `npm run fuzz [-- --seed 1 --requests 100000]`: requests that something is wrong with, to the runtime API of a real
 * host. Ends with 1 when one is answered with a fault of the program, or with what is another execution's.
 */
endWithNpm();
try {
  await ensureInstalled();
  process.exitCode = await runPinned([inProject("electron/testing/fuzz/fuzz.ts"), ...process.argv.slice(2)]);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
