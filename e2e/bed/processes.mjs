/** Long-living processes of the bed: started in their own session, recorded, ended only when provably ours. */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { isSameProcess, processStart } from "./process-identity.mjs";
import { waitFor } from "./run.mjs";
import { changeState, readState } from "./state.mjs";

/**
 * The process id of a recorded process that still lives, or undefined.
 * @param {string} name
 */
export function livingProcess(name) {
  const recorded = readState().processes[name];
  return recorded && isSameProcess(recorded) ? recorded.pid : undefined;
}

/**
 * Starts a process that outlives this command, in its own session, output appended to a log file, and records it.
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ logFile: string, input?: string, environment?: Record<string, string> }} options
 * @returns {Promise<number>} its process id
 */
export async function startProcess(name, command, parameters, options) {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, "a");
  const child = spawn(command, parameters, {
    detached: true,
    stdio: [options.input === undefined ? "ignore" : "pipe", log, log],
    env: { ...process.env, ...options.environment },
    cwd: "/",
  });
  closeSync(log);
  await new Promise((resolve, reject) => child.once("spawn", () => resolve(undefined)).once("error", reject));
  const pid = /** @type {number} */ (child.pid);
  changeState((state) => {
    state.processes[name] = { pid, startTime: processStart(pid) ?? "ended at once" };
  });
  child.stdin?.on("error", () => undefined).end(options.input);
  child.unref();
  return pid;
}

/**
 * Ends a recorded process: TERM, then KILL after `patience` ms. Does nothing when it has ended or the id is another's.
 * @param {string} name
 * @param {number} [patience]
 * @returns {Promise<boolean>} whether something was ended
 */
export async function endProcess(name, patience = 10_000) {
  const recorded = readState().processes[name];
  if (recorded === undefined) return false;
  const wasAlive = isSameProcess(recorded);
  if (wasAlive) await endRecorded(recorded, patience);
  changeState((state) => {
    delete state.processes[name];
  });
  return wasAlive;
}

/** @param {import("./state.mjs").StartedProcess} recorded @param {number} patience ms */
async function endRecorded(recorded, patience) {
  const ended = () => !isSameProcess(recorded);
  signalProcess(recorded.pid, "SIGTERM");
  try {
    await waitFor(`process ${recorded.pid} to end`, ended, { timeout: patience });
  } catch {
    if (!ended()) signalProcess(recorded.pid, "SIGKILL");
    await waitFor(`process ${recorded.pid} to end after SIGKILL`, ended);
  }
}

/** Sends a signal to a process that may be ending at this moment. @param {number} pid @param {NodeJS.Signals} signal */
export function signalProcess(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}
