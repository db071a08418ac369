import { spawn } from "node:child_process";
import { LinkLostError, type CommandChannel, type Commands } from "../spool/command-channel.ts";

/** What a script on this computer is given besides its own environment. */
const inherited = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "TMPDIR", "SHELL"];

/** Runs shell commands on this computer, with a minimal environment. */
export function createLocalCommands(): Commands {
  const environment = Object.fromEntries(
    inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  return {
    place: "this computer",
    open(command, _use, signal) {
      return new Promise<CommandChannel>((resolve, reject) => {
        signal.throwIfAborted();
        const child = spawn("sh", ["-c", command], { stdio: "pipe", env: environment, cwd: "/" });
        const ended = new Promise<number | undefined>((settle) => {
          child.once("exit", (code) => {
            settle(code ?? 128);
          });
          child.once("error", () => {
            settle(undefined);
          });
        });
        child.once("error", (error) => {
          reject(new LinkLostError(`A shell could not be started on this computer: ${error.message}`, error));
        });
        // A command that ends without reading its input is no reason to fail.
        child.stdin.on("error", () => undefined);
        child.once("spawn", () => {
          const close = (): void => {
            child.stdin.destroy();
            child.stdout.destroy();
            child.stderr.destroy();
          };
          resolve({ stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, close });
        });
      });
    },
  };
}
