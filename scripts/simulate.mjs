// @ts-check
import { endWithNpm } from "./end-with-npm.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { runPinned } from "./pinned-node.mjs";
import { inProject, say } from "./project.mjs";

/*
 * `npm run simulate [-- --seed 1 --hours 100000 --events 6 --workers 2 --trace]`: random lives of the scheduler against
 * an independent model of it, in simulated time. `--trace` tells all that happens in the scenario of one seed. Ends
 * with 1 when the program and the model differ anywhere.
 */
endWithNpm();
try {
  await ensureInstalled();
  process.exitCode = await runPinned([inProject("electron/testing/simulation/simulate.ts"), ...process.argv.slice(2)]);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
