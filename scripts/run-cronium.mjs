// @ts-check
import { pathToFileURL } from "node:url";
import { currentNodeIsEnough, runPinned } from "./pinned-node.mjs";
import { inProject } from "./project.mjs";

/**
 * Runs the built `cronium` command: in this process when its Node will do, so that signals and exit code are simply its
 * own, else in a child under the pinned Node.
 * @param {readonly string[]} args what follows `cronium` on the command line
 * @returns {Promise<void>} sets process.exitCode in the second case
 */
export async function runCronium(args) {
  const entry = inProject("out", "main", "cronium.js");
  if (currentNodeIsEnough()) {
    process.argv = [process.execPath, entry, ...args];
    await import(pathToFileURL(entry).href);
    return;
  }
  process.exitCode = await runPinned([entry, ...args], { cwd: process.cwd() });
}
