import { Readable, Writable } from "node:stream";
import { systemClock, type Clock } from "../base/clock.ts";
import type { CommandIo } from "../cli/io.ts";
import { runCommand } from "../cli/run-command.ts";

export interface CommandResult {
  readonly status: number;
  readonly stdout: Buffer;
  /** stdout as text. */
  readonly text: string;
  readonly stderr: string;
}

export interface CommandWorld {
  /** Runs one command line, in this process, on this world's data directory. */
  run(...words: string[]): Promise<CommandResult>;
  /** Runs it and reads what it printed with `--json`. @throws when it failed */
  json(...words: string[]): Promise<unknown>;
  /** What the next commands read from stdin. */
  input: string;
  /** Presses Ctrl-C. */
  interrupt(): void;
}

export interface WorldOptions {
  readonly dataDirectory: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly workingDirectory?: string;
  readonly clock?: Clock;
}

/** The command with everything around it in memory. */
export function createCommandWorld(options: WorldOptions): CommandWorld {
  const listeners = new Set<() => void>();
  const world: CommandWorld = {
    input: "",
    async run(...words) {
      const stdout = collector();
      const stderr = collector();
      const io: CommandIo = {
        stdin: Readable.from(world.input === "" ? [] : [Buffer.from(world.input)]),
        stdout: stdout.stream,
        stderr: stderr.stream,
        environment: {
          CRONIUM_DATA: options.dataDirectory,
          CRONIUM_VAULT: "file",
          CRONIUM_LOG_LEVEL: "silent",
          ...options.environment,
        },
        workingDirectory: options.workingDirectory ?? options.dataDirectory,
        clock: options.clock ?? systemClock,
        onInterrupt(listener) {
          listeners.add(listener);
          return () => {
            listeners.delete(listener);
          };
        },
        exitNow(status) {
          throw new Error(`the command left at once, with ${String(status)}`);
        },
      };
      const status = await runCommand(words, io);
      const bytes = stdout.bytes();
      return { status, stdout: bytes, text: bytes.toString("utf8"), stderr: stderr.bytes().toString("utf8") };
    },
    async json(...words) {
      const { status, text, stderr } = await world.run(...words, "--json");
      if (status !== 0) throw new Error(`cronium ${words.join(" ")} exited with ${String(status)}: ${stderr}`);
      return JSON.parse(text) as unknown;
    },
    interrupt() {
      for (const listener of [...listeners]) listener();
    },
  };
  return world;
}

function collector(): { readonly stream: Writable; bytes(): Buffer } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, bytes: () => Buffer.concat(chunks) };
}
