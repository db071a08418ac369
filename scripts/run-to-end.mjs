// @ts-check
import { spawn } from "node:child_process";

/**
 * @typedef {{ code: number, output: string, milliseconds: number }} Finished
 * `code` is the exit code, 128 + n after signal n, 124 after the time limit, 127 when it could not be started.
 * `output` is stdout and stderr as they came, empty when they were streamed.
 */

/**
 * Runs a command to its end without stdin. Its output is collected, or shown as it comes with `stream`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, stream?: boolean, timeoutMilliseconds?: number }} [options]
 * @returns {Promise<Finished>} never rejects
 */
export function runToEnd(command, args, options = {}) {
  const started = performance.now();
  return new Promise((resolve) => {
    /** @type {Buffer[]} */
    const chunks = [];
    let timedOut = false;
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      shell: options.shell ?? false,
      stdio: options.stream ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
    });
    child.stdout?.on("data", (chunk) => chunks.push(chunk));
    child.stderr?.on("data", (chunk) => chunks.push(chunk));
    const stop = () => child.kill("SIGTERM");
    process.once("exit", stop);
    const limit = options.timeoutMilliseconds;
    const timer =
      limit === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill("SIGKILL");
          }, limit);
    /** @param {number} code @param {string} [note] */
    const finish = (code, note) => {
      clearTimeout(timer);
      process.removeListener("exit", stop);
      const output = Buffer.concat(chunks).toString("utf8") + (note ?? "");
      resolve({ code, output, milliseconds: performance.now() - started });
    };
    child.once("error", (error) => finish(127, `${command}: ${error.message}\n`));
    child.once("close", (code, signal) => {
      if (timedOut) finish(124, `${command}: stopped after ${limit} ms\n`);
      else finish(code ?? 128 + signalNumber(signal));
    });
  });
}

/** @param {NodeJS.Signals | null} signal */
export function signalNumber(signal) {
  return { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[String(signal)] ?? 0;
}
