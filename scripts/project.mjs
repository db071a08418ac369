// @ts-check
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the repository. Written for every Node from 20.0 on, which lacks `import.meta.dirname`. */
export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Machine-local results and stamps; may be deleted at any time. Never inside node_modules, which `npm ci` empties. */
export const cacheDirectory = join(projectRoot, ".cache");

/**
 * Joins parts onto the repository's absolute path.
 * @param {...string} parts
 * @returns {string}
 */
export function inProject(...parts) {
  return join(projectRoot, ...parts);
}

/**
 * Prints one line for a person on stderr: stdout belongs to whatever the script was started for.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
