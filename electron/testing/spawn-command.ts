import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { Readable, Writable } from "node:stream";

/** The built command, as the repository and the installed program run it. */
const program = resolve(import.meta.dirname, "../../out/main/cronium.js");

export interface SpawnedResult {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface SpawnedCommand {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly ended: Promise<SpawnedResult>;
  /** Resolves with the first line on stdout. */
  readonly firstLine: Promise<string>;
}

/** Runs the built command in a process of its own. The environment is this one's, with secrets in a file. */
export function spawnCommand(words: readonly string[], environment: NodeJS.ProcessEnv = {}): SpawnedCommand {
  const child = spawn(process.execPath, [program, ...words], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, CRONIUM_VAULT: "file", ...environment },
  });
  const stdout: Buffer[] = [];
  let stderr = "";
  const firstLine = Promise.withResolvers<string>();
  firstLine.promise.catch(() => undefined);
  child.stdout.on("data", (chunk: Buffer) => {
    stdout.push(chunk);
    const [line, rest] = Buffer.concat(stdout).toString("utf8").split("\n", 2);
    if (rest !== undefined) firstLine.resolve(line ?? "");
  });
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
  const ended = once(child, "close").then(([status]: (number | null)[]) => {
    firstLine.reject(new Error(`it ended with ${String(status)} before its first line: ${stderr}`));
    return { status: status ?? null, stdout: Buffer.concat(stdout), stderr };
  });
  return { process: child, ended, firstLine: firstLine.promise };
}

/** The same, to its end. */
export function runSpawned(words: readonly string[], environment?: NodeJS.ProcessEnv): Promise<SpawnedResult> {
  return spawnCommand(words, environment).ended;
}
