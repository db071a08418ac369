// @ts-check
import { endWithNpm } from "./end-with-npm.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { runPinned } from "./pinned-node.mjs";
import { inProject, say } from "./project.mjs";

/*
 * `npm run conformance [-- --place container --surface "node ESM" --scenario tokens]`: every operation of the libraries
 * that scripts have, in every language and form of it, in every place, each with the same result. Ends with 1 when one
 * differs. Containers need an engine and the program's images.
 */
endWithNpm();
try {
  await ensureInstalled();
  const program = inProject("electron/testing/script-conformance/run-conformance.ts");
  process.exitCode = await runPinned([program, ...process.argv.slice(2)]);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
