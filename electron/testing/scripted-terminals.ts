import { Buffer } from "node:buffer";
import { PassThrough } from "node:stream";
import type { TerminalSize } from "../../shared/terminal.ts";
import type { ServerConnection } from "../executors/executor.ts";
import type { ServerAccess } from "../executors/ssh/server-access.ts";

/** A shell that does what the test says. */
export interface ScriptedShell {
  readonly server: ServerConnection;
  readonly sizes: readonly TerminalSize[];
  readonly isClosed: boolean;
  /** All that was typed so far. */
  typed(): string;
  print(output: string | Uint8Array): void;
  /** Bytes that were printed and not yet taken. */
  untaken(): number;
  /** @param exitCode undefined: its link breaks */
  exit(exitCode: number | undefined): void;
}

export interface ScriptedTerminals extends Pick<ServerAccess, "openTerminal"> {
  readonly shells: readonly ScriptedShell[];
  /** The next opening fails with this. */
  refuseWith(error: Error): void;
}

/** Opens shells that do nothing by themselves. */
export function createScriptedTerminals(): ScriptedTerminals {
  const shells: ScriptedShell[] = [];
  let refusal: Error | undefined;
  return {
    shells,
    refuseWith(error) {
      refusal = error;
    },
    openTerminal(server, size, signal) {
      signal.throwIfAborted();
      const error = refusal;
      refusal = undefined;
      if (error !== undefined) return Promise.reject(error);
      const stdin = new PassThrough();
      const stdout = new PassThrough({ highWaterMark: 1 });
      const ended = Promise.withResolvers<number | undefined>();
      const sizes: TerminalSize[] = [size];
      const typed: Buffer[] = [];
      stdin.on("data", (bytes: Buffer) => typed.push(bytes));
      let isClosed = false;
      shells.push({
        server,
        sizes,
        get isClosed() {
          return isClosed;
        },
        typed: () => Buffer.concat(typed).toString("utf8"),
        print: (output) => stdout.write(output),
        untaken: () => stdout.readableLength + stdout.writableLength,
        exit(exitCode) {
          stdout.end();
          ended.resolve(exitCode);
        },
      });
      return Promise.resolve({
        stdin,
        stdout,
        stderr: new PassThrough(),
        ended: ended.promise,
        programs: () => Promise.resolve(isClosed ? undefined : []),
        resize: (columns, rows) => sizes.push({ columns, rows }),
        close() {
          isClosed = true;
          stdout.end();
          ended.resolve(undefined);
        },
      });
    },
  };
}
