import { pino, type Logger as PinoLogger } from "pino";

export type Logger = Pick<PinoLogger, "debug" | "info" | "warn" | "error"> & {
  child(bindings: Readonly<Record<string, unknown>>): Logger;
};

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Field names whose values never reach the program's own log, at any depth pino can redact. */
const hidden = ["password", "passphrase", "privateKey", "token", "secret", "authorization", "cookie"];

/**
 * The program's own log, as JSON lines, to a file descriptor or path (written synchronously: a crash loses nothing).
 * Scripts' output never goes here.
 * @param mask what each line is passed through: an error's text may hold a secret
 */
export function openLogger(
  level: LogLevel,
  destination: string | number,
  mask = (line: string): string => line,
): Logger {
  const output = pino.destination({
    dest: destination,
    sync: true,
    mkdir: typeof destination === "string",
    mode: 0o600,
  });
  return pino(
    {
      level,
      base: null,
      serializers: { error: describeError },
      redact: { paths: hidden.flatMap((name) => [name, `*.${name}`]), censor: "[hidden]" },
    },
    { write: (line: string) => void output.write(mask(line)) },
  );
}

/** JSON has nothing of an error unless it is told what to take; causes one within another. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = "code" in error ? { code: error.code } : {};
  return { name, message, ...code, stack, ...(cause === undefined ? {} : { cause: describeError(cause) }) };
}

export const silentLogger: Logger = pino({ level: "silent" });
