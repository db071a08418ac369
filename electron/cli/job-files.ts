import type { Command } from "commander";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { Writable } from "node:stream";
import { bytesText } from "../../shared/bytes-text.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { Attach } from "./action.ts";
import type { JobFileLine } from "./answers.ts";
import { withClient, type Client } from "./connect.ts";
import { write } from "./io.ts";
import type { Session } from "./session.ts";
import { tableLines } from "./table.ts";
import { plainText } from "./text.ts";

interface FileFlags {
  readonly output?: string;
  readonly target?: string;
}

export function addJobFiles(job: Command, attach: Attach): void {
  attach(job.command("files <job>").description("the files that its script has left"), list);
  attach<FileFlags>(
    job
      .command("file <job> <path>")
      .description("one of these files, byte for byte, to the standard output")
      .option("--output <file>", "to this file instead")
      .option("--target <target>", "the one left on this target, where several have it"),
    save,
  );
}

function list(session: Session, _flags: unknown, [id = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    await client.jobs.get.query({ id });
    const files = await client.jobs.files.query({ id });
    const rows = files.map((file) => [
      plainText(file.path),
      bytesText(file.bytes),
      plainText(file.target),
      String(file.attempt),
      file.sha256 ?? "not kept: beyond what is kept of one run",
    ]);
    const lines = tableLines(["path", "size", "target", "attempt", "sha-256"], rows);
    await session.print(files, lines.length === 0 ? ["Its script has left no files."] : lines);
  });
}

function save(session: Session, flags: FileFlags, [id = "", path = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const file = choose(await client.jobs.files.query({ id }), id, path, flags.target);
    if (flags.output === undefined) {
      await copy(client, file, (bytes) => write(session.io.stdout, bytes));
      return;
    }
    const output = resolve(session.io.workingDirectory, flags.output);
    await writeFile(client, file, output);
    const { executionId, bytes } = file;
    await session.print({ executionId, path, bytes, output }, [
      `Saved ${plainText(path)} (${bytesText(bytes)}) as ${output}.`,
    ]);
  });
}

/** The newest of that name. @throws CroniumError `not_found`, `invalid_input` when several targets have left one */
function choose(files: readonly JobFileLine[], id: string, path: string, target: string | undefined): JobFileLine {
  const named = files.filter((file) => file.path === path && (target === undefined || file.target === target));
  const newest = Math.max(...named.map(({ attempt }) => attempt));
  const [file, ...others] = named.filter(({ attempt }) => attempt === newest);
  if (file === undefined) {
    throw new CroniumError("not_found", `The job ${id} has left no file ${path}`, {
      remedy: `List its files with \`cronium job files ${id}\`.`,
    });
  }
  if (others.length > 0) {
    throw new CroniumError("invalid_input", `Several targets of ${id} have left a file ${path}`, {
      remedy: `Name one with --target: ${[file, ...others].map((each) => each.target).join(", ")}.`,
    });
  }
  return file;
}

/** The file is there whole or not at all. @throws CroniumError `storage` */
async function writeFile(client: Client, file: JobFileLine, output: string): Promise<void> {
  const incoming = `${output}.incoming`;
  const target = createWriteStream(incoming, { mode: 0o600 });
  const failed = new Promise<never>((_resolve, reject) => {
    target.once("error", reject);
  });
  try {
    await Promise.race([copy(client, file, (bytes) => append(target, bytes)), failed]);
    await Promise.race([new Promise<void>((done) => target.end(done)), failed]);
    await rename(incoming, output);
  } catch (error) {
    target.destroy();
    await rm(incoming, { force: true });
    if (error instanceof CroniumError) throw error;
    throw new CroniumError("storage", `${output} cannot be written`, { remedy: "Choose another file.", cause: error });
  }
}

function append(target: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((done) => {
    target.write(bytes, () => {
      done();
    });
  });
}

/** @throws CroniumError `storage` when the file has changed since it was kept */
async function copy(client: Client, file: JobFileLine, take: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  const hash = createHash("sha256");
  const { executionId, path } = file;
  for (let offset: number | undefined = 0; offset !== undefined;) {
    const piece: { data: string; next?: number } = await client.jobs.readFile.query({ executionId, path, offset });
    const bytes = Buffer.from(piece.data, "base64");
    hash.update(bytes);
    await take(bytes);
    offset = piece.next;
  }
  if (hash.digest("hex") === file.sha256) return;
  throw new CroniumError("storage", `${path} is not what the script has left: it was changed in the data directory`, {
    remedy: "Do not use it; run the job again.",
  });
}
