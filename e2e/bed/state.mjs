/** What the bed has started, kept in one file that is replaced whole, and the lock that lets one command change it. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { bedDirectory, layout } from "./layout.mjs";
import { isSameProcess, processStart } from "./process-identity.mjs";
import { waitFor } from "./run.mjs";

/**
 * @typedef {{ pid: number, startTime: string }} StartedProcess startTime names the boot and the tick of it at which
 *   the process began, so a reused process id is never mistaken for ours
 * @typedef {{ processes: Record<string, StartedProcess>, values: Record<string, string> }} BedState
 */

/** @returns {BedState} */
export function readState() {
  try {
    return JSON.parse(readFileSync(layout.stateFile, "utf8"));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return { processes: {}, values: {} };
    throw new Error(`${layout.stateFile} cannot be read: ${error}`);
  }
}

/**
 * Changes the state file; synchronous from reading to replacing it.
 * @param {(state: BedState) => void} change
 */
export function changeState(change) {
  const state = readState();
  change(state);
  mkdirSync(bedDirectory, { recursive: true });
  const next = `${layout.stateFile}.${process.pid}`;
  writeFileSync(next, JSON.stringify(state, undefined, 2) + "\n");
  renameSync(next, layout.stateFile);
}

/**
 * Runs work while holding the bed's lock; waits for another command to end first. A lock left by a process that is gone
 * is taken over.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(work) {
  mkdirSync(bedDirectory, { recursive: true });
  await waitFor("another `npm run bed` command is at work", tryLock, { timeout: 20 * 60_000 });
  try {
    return await work();
  } finally {
    rmSync(layout.lockFile, { force: true });
  }
}

function tryLock() {
  const mine = JSON.stringify({ pid: process.pid, startTime: processStart(process.pid) });
  try {
    writeFileSync(layout.lockFile, mine, { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
  }
  const holder = readHolder();
  if (holder !== undefined && !isSameProcess(holder)) rmSync(layout.lockFile, { force: true });
  return false;
}

/** @returns {StartedProcess | undefined} nothing while the holder is still writing, or has just let go */
function readHolder() {
  try {
    return JSON.parse(readFileSync(layout.lockFile, "utf8"));
  } catch {
    return undefined;
  }
}
