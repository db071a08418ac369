import { spawn } from "node:child_process";

/** Milliseconds from the beginning to the first byte of output, and to the end. */
export interface RunTiming {
  readonly firstLineMs: number;
  readonly endMs: number;
}

const limitMs = 60_000;

/**
 * Runs a command with a script on its stdin, as a person at a terminal would.
 * @throws Error with what it said on stderr when it fails or exceeds a minute
 */
export function timeCommand(command: string, parameters: readonly string[], script: string): Promise<RunTiming> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(command, parameters, { stdio: ["pipe", "pipe", "pipe"] });
    let firstLineMs: number | undefined;
    let complaints = "";
    const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
    child.stdout.on("data", () => (firstLineMs ??= performance.now() - begin));
    child.stderr.on("data", (part: Buffer) => (complaints += part.toString()));
    // One that ends without reading its input shows by its exit code.
    child.stdin.on("error", () => undefined).end(script);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const endMs = performance.now() - begin;
      clearTimeout(timer);
      if (code === 0 && firstLineMs !== undefined) resolve({ firstLineMs, endMs });
      else reject(new Error(`${command} ended with ${String(signal ?? code)}: ${complaints.trim()}`));
    });
  });
}
