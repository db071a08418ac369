// @ts-check
import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { inProject } from "./project.mjs";
import { runAttached } from "./run-attached.mjs";

/** The database driver needs Node-API 10, which came with Node 22.14; older ones crash without a word. */
const neededNodeApi = 10;
const needed = "22.14";

/** @type {string | undefined} */
let found;

/** Whether the Node running this script can run the program itself. */
export function currentNodeIsEnough() {
  return Number(process.versions["napi"] ?? 0) >= neededNodeApi;
}

/**
 * Path of the Node that runs everything: the one installed with the dependencies where its platform package exists and
 * works, else the machine's own.
 * @returns {string}
 * @throws when neither will do, with the remedy
 */
export function pinnedNode() {
  found ??= find();
  return found;
}

function find() {
  const pinned = inProject("node_modules", ".bin", "node");
  if (existsSync(pinned)) {
    const real = realpathSync(pinned);
    if (real === realpathSync(process.execPath)) return real;
    // On a machine with another C library the file is there and does not start.
    if (spawnSync(real, ["--version"], { stdio: "ignore", timeout: 10_000 }).status === 0) return real;
  }
  if (currentNodeIsEnough()) return process.execPath;
  throw new Error(
    `Cronium needs Node ${needed} or newer on ${process.platform}-${process.arch}; this is ${process.version}. ` +
      `Install a newer Node (https://nodejs.org) and run the command again.`,
  );
}

/**
 * Runs a script under the pinned Node with this terminal, until it ends.
 * @param {readonly string[]} args script and its arguments
 * @param {import("node:child_process").SpawnOptions} [options] default: this terminal, the repository's folder
 * @returns {Promise<number>} exit code; 128 + n when signal n ended it
 */
export function runPinned(args, options = {}) {
  return runAttached(pinnedNode(), args, options);
}
