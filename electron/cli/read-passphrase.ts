import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CroniumError } from "../../shared/errors.ts";
import type { Session } from "./session.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Reads a passphrase: from a file, from the standard input (`-`, or where it is no terminal), or from a person, without
 * showing it. Never from the command line, which every program of this computer can read.
 * @param path the file; undefined: a person is asked
 * @param isNew asks a person twice
 * @throws UsageError when there is none, or both times differ; CroniumError `not_found` for a file that cannot be read
 */
export async function readPassphrase(
  session: Session,
  question: string,
  path: string | undefined,
  isNew = false,
): Promise<string> {
  const { io } = session;
  if (path !== undefined && path !== "-") return firstLine(readFile(resolve(io.workingDirectory, path)));
  if (path === "-" || io.stdin.isTTY !== true) return firstLine(await readAll(session));
  const passphrase = await askHidden(session, question);
  if (isNew && (await askHidden(session, `${question}, once more`)) !== passphrase) {
    throw new UsageError("The two passphrases differ; nothing was changed.");
  }
  return passphrase;
}

export interface NewPassphraseFlags {
  readonly passphraseFile?: string;
  /** False with --no-passphrase. */
  readonly passphrase?: boolean;
}

/** The passphrase that the secrets file is to have; undefined: none. @throws UsageError when both are said */
export async function readNewPassphrase(session: Session, flags: NewPassphraseFlags): Promise<string | undefined> {
  if (flags.passphrase !== false) {
    return readPassphrase(session, "Passphrase of the secrets file", flags.passphraseFile, true);
  }
  if (flags.passphraseFile === undefined) return undefined;
  throw new UsageError("--passphrase-file and --no-passphrase exclude each other.");
}

/** @throws UsageError when it is empty */
function firstLine(text: string): string {
  const [line = ""] = text.split(/\r?\n/);
  if (line === "")
    throw new UsageError("There is no passphrase: give it with --passphrase-file, or on the standard input.");
  return line;
}

function readFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CroniumError("not_found", `${path} cannot be read`, { remedy: "Name another file.", cause: error });
  }
}

/**
 * Reads a secret from a person, without showing it, or from the first line of the standard input where that is no
 * terminal. @throws UsageError when there is none
 */
export async function readTypedSecret(session: Session, question: string): Promise<string> {
  const typed = session.io.stdin.isTTY === true ? await askHidden(session, question) : await readAll(session);
  const [line = ""] = typed.split(/\r?\n/);
  if (line === "") throw new UsageError(`${question}: there is none. Type it, or give it on the standard input.`);
  return line;
}

/** All of the standard input. */
export async function readAll({ io }: Session): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of io.stdin) parts.push(Buffer.from(part as Uint8Array | string));
  return Buffer.concat(parts).toString("utf8");
}

async function askHidden({ io }: Session, question: string): Promise<string> {
  io.stderr.write(`${question}: `);
  // The terminal echoes what is typed through this, and so nothing.
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const prompt = createInterface({ input: io.stdin, output: silent, terminal: true });
  try {
    return await prompt.question("");
  } finally {
    prompt.close();
    io.stderr.write("\n");
  }
}
