import { chooseDataDirectory } from "../host/configuration.ts";
import type { CommandIo } from "./io.ts";
import { write } from "./io.ts";

/** The flags that every command takes. */
export interface GlobalFlags {
  readonly data?: string;
  readonly json?: boolean;
}

/** One call of the command: its surroundings and the flags that every subcommand shares. */
export interface Session {
  readonly io: CommandIo;
  readonly json: boolean;
  /** As `--data` gave it. */
  readonly dataFlag: string | undefined;
  /** Absolute. */
  readonly dataDirectory: string;
  /** Writes to stdout: one JSON document with `--json`, else the lines for a person. */
  print(document: unknown, lines: readonly string[]): Promise<void>;
  /** Writes one line for a person to stderr. */
  note(text: string): void;
}

export function createSession(io: CommandIo, flags: GlobalFlags): Session {
  const json = flags.json === true;
  return {
    io,
    json,
    dataFlag: flags.data,
    dataDirectory: chooseDataDirectory(flags.data, io.environment),
    async print(document, lines) {
      if (json) await write(io.stdout, `${JSON.stringify(document)}\n`);
      else if (lines.length > 0) await write(io.stdout, `${lines.join("\n")}\n`);
    },
    note(text) {
      io.stderr.write(`${text}\n`);
    },
  };
}
