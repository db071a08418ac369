import { Buffer } from "node:buffer";
import { systemLogFiles, type LogFiles } from "../logs/log-file.ts";
import { openConnection, type Connection } from "../store/connection.ts";

/** What goes wrong: the system's own code, at the so-manieth call (from 1) and as many after it as `times` says. */
export interface Trouble {
  readonly code: string;
  readonly at: number;
  readonly times: number;
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: put in by a test`), { code });
}

/** Counts calls and throws at those that are to fail. */
function createTrouble({ code, at, times }: Trouble) {
  let calls = 0;
  return {
    meet(): void {
      calls += 1;
      if (calls >= at && calls < at + times) throw systemError(code);
    },
    get calls() {
      return calls;
    },
  };
}

export interface LogTrouble {
  /** A write that fails leaves so many of its bytes in the file. */
  readonly write?: Trouble & { readonly torn: number };
  readonly sync?: Trouble;
  readonly open?: Trouble;
}

/** The files of logs on a disk that fails. */
export function failingLogFiles(trouble: LogTrouble): LogFiles {
  const never = { code: "", at: Infinity, times: 0 };
  const writes = createTrouble(trouble.write ?? never);
  const syncs = createTrouble(trouble.sync ?? never);
  const opens = createTrouble(trouble.open ?? never);
  return {
    async open(path) {
      opens.meet();
      const file = await systemLogFiles.open(path);
      return {
        ...file,
        async append(parts) {
          try {
            writes.meet();
          } catch (error) {
            await file.append([Buffer.concat(parts).subarray(0, trouble.write?.torn ?? 0)]);
            throw error;
          }
          await file.append(parts);
        },
        async sync() {
          syncs.meet();
          await file.sync();
        },
      };
    },
  };
}

/** The writer of a database whose commits fail; they are counted from the moment `begin` is called. */
export function failingCommits(trouble: Trouble): {
  readonly connect: (path: string) => Connection;
  begin(): void;
} {
  const commits = createTrouble(trouble);
  let begun = false;
  const wrap = (statement: ReturnType<Connection["prepare"]>) =>
    new Proxy(statement, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== "function") return value;
        return (...given: unknown[]): unknown => {
          if (begun && key === "run" && /^\s*commit\b/i.test(target.source)) commits.meet();
          return Reflect.apply(value, target, given) as unknown;
        };
      },
    });
  return {
    connect: (path) =>
      new Proxy(openConnection(path), {
        get(target, key) {
          if (key === "prepare") return (text: string) => wrap(target.prepare(text));
          const value: unknown = Reflect.get(target, key, target);
          return typeof value === "function"
            ? (...given: unknown[]): unknown => Reflect.apply(value, target, given) as unknown
            : value;
        },
      }),
    begin() {
      begun = true;
    },
  };
}
