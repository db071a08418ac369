// @ts-check
import { pinnedNode } from "./pinned-node.mjs";
import { inProject, projectRoot, say } from "./project.mjs";
import { runToEnd } from "./run-to-end.mjs";

/** Installing the servers and building the base images, the first time on a slow machine. */
const bringUpMilliseconds = 20 * 60_000;
const askMilliseconds = 60_000;

/**
 * Brings the test bed's real servers, engine, keychain and browser up; quick when they are.
 * @returns {Promise<{ environment: NodeJS.ProcessEnv, missing: string | undefined }>} what tests get to see of the bed,
 *   and why it is not complete, if it is not
 */
export async function bringUpTestBed() {
  say("Bringing up the test bed …");
  const up = await bed("up", bringUpMilliseconds);
  if (up.code !== 0) return { environment: process.env, missing: up.output.trimEnd() };
  const exports = await bed("env", askMilliseconds);
  const values = [...exports.output.matchAll(/^export (\w+)='(.*)'$/gm)].map((match) => [match[1], match[2]]);
  return { environment: { ...process.env, ...Object.fromEntries(values) }, missing: undefined };
}

/**
 * @param {string} command
 * @param {number} timeoutMilliseconds
 */
function bed(command, timeoutMilliseconds) {
  return runToEnd(pinnedNode(), [inProject("scripts/bed.mjs"), command], { cwd: projectRoot, timeoutMilliseconds });
}
