/** Runs one command to its end, and waits for conditions. */
import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** @typedef {{ code: number, stdout: string, stderr: string }} CommandResult */

/**
 * Runs a command and resolves with what it said, whatever its exit code; rejects when it cannot be started or exceeds
 * its time.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ timeout?: number, input?: string, environment?: Record<string, string> }} [options] timeout in ms, 30 s by
 *   default
 * @returns {Promise<CommandResult>}
 */
export function tryCommand(command, parameters, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...options.environment },
    });
    let stdout = "";
    let stderr = "";
    const limit = options.timeout ?? 30_000;
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${command} did not end within ${limit / 1000} s`));
    }, limit);
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    // A command that ends without reading its input is no failure of its own; its exit code tells.
    child.stdin.on("error", () => undefined).end(options.input ?? "");
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? 128, stdout, stderr: signal ? `${stderr}ended by ${signal}` : stderr });
    });
  });
}

/**
 * Like tryCommand, and rejects with the command's last words when the exit code is not 0.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {Parameters<typeof tryCommand>[2]} [options]
 * @returns {Promise<string>} standard output
 */
export async function runCommand(command, parameters, options) {
  const result = await tryCommand(command, parameters, options);
  if (result.code !== 0) {
    const words = `${result.stderr}\n${result.stdout}`.trim().split("\n").slice(-3).join(" | ");
    throw new Error(`${command} ended with ${result.code}: ${words}`);
  }
  return result.stdout;
}

/**
 * The path of a program, also looking where daemons live, or undefined.
 * @param {string} name
 * @returns {string | undefined}
 */
export function findProgram(name) {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin", "/bin"];
  return folders.map((folder) => join(folder, name)).find(isExecutableFile);
}

/** @param {string} path */
function isExecutableFile(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Asks again and again until the answer is truthy; rejects after `timeout` ms, or with what `giveUp` says.
 * @template T
 * @param {string} what named in the rejection
 * @param {() => T | Promise<T>} ask
 * @param {{ timeout?: number, giveUp?: () => string | undefined }} [options]
 * @returns {Promise<NonNullable<T>>}
 */
export async function waitFor(what, ask, options = {}) {
  const deadline = Date.now() + (options.timeout ?? 15_000);
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    const reason = options.giveUp?.();
    if (reason) throw new Error(`${what}: ${reason}`);
    if (Date.now() > deadline) throw new Error(`${what}: not within ${(options.timeout ?? 15_000) / 1000} s`);
    await pause(20);
  }
}
