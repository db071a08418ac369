// @ts-check
import { spawn } from "node:child_process";
import { projectRoot } from "./project.mjs";
import { signalNumber } from "./run-to-end.mjs";

const relayed = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Runs a program with this terminal until it ends, and outlives it. Signals sent to this process are passed on; Ctrl-C
 * in a terminal is not, since it goes to the whole foreground group and would arrive twice.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options] default: this terminal, the repository's folder
 * @returns {Promise<number>} exit code; 128 + n when signal n ended it
 * @throws when the program cannot be started
 */
export function runAttached(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", cwd: projectRoot, ...options });
    const relays = relayed.map((signal) => {
      const relay = () => {
        if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
      };
      process.on(signal, relay);
      return () => process.removeListener(signal, relay);
    });
    const stopRelaying = () => relays.forEach((remove) => remove());
    child.once("error", (error) => {
      stopRelaying();
      reject(error);
    });
    child.once("close", (code, signal) => {
      stopRelaying();
      resolve(code ?? 128 + signalNumber(signal));
    });
  });
}
