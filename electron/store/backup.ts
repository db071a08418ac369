import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from "node:fs";
import { basename, dirname } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { CroniumError } from "../../shared/errors.ts";
import type { BackupLabel } from "../../shared/storage.ts";
import { backupPath, checksumPath } from "./backup-files.ts";
import { knownStorageError, storageError, type Connection } from "./connection.ts";
import { replaceText, syncFile, syncFolder } from "./durable-files.ts";

/** A backup leaves this share of the disk free, and at most so many bytes: work goes on writing meanwhile. */
const reservedShare = 0.05;
const mostReservedBytes = 512 * 1024 ** 2;
/** How much of a file is hashed together, bytes. */
const hashBytes = 1024 ** 2;

/**
 * Copies a live database into `backups/` beside it: one consistent state, compacted, while others read and write. The
 * copy gets its name only when it has been read again as a whole and is on the disk, then its checksum.
 * @param connection any connection to the database; it is busy for the whole time
 * @param label why it was made, part of the file name
 * @param atMs when it is made, part of the file name, epoch milliseconds
 * @returns the path of the copy
 * @throws CroniumError `storage` when there is no room, it cannot be written, or the database is damaged
 */
export function backUp(connection: Connection, databasePath: string, label: BackupLabel, atMs: number): string {
  const target = backupPath(databasePath, label, atMs);
  const incoming = `${target}.incoming`;
  const folder = dirname(target);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    assertRoom(folder, connection);
    rmSync(incoming, { force: true });
    // SQLite writes into an empty file that is there: nobody else can read it at any moment.
    closeSync(openSync(incoming, "wx", 0o600));
    const before = readContents(connection);
    connection.prepare("VACUUM INTO ?").run(incoming);
    assertIntact(incoming);
    assertSameContents(incoming, before, connection.pragma("data_version", { simple: true }) as number);
    chmodSync(incoming, 0o600);
    syncFile(incoming);
    const checksum = fileChecksum(incoming);
    renameSync(incoming, target);
    syncFolder(folder);
    replaceText(checksumPath(target), `${checksum}  ${basename(target)}\n`);
  } catch (error) {
    discard(incoming);
    throw error instanceof CroniumError ? error : backupError(error, target);
  }
  return target;
}

/** What cannot be removed now goes with the next backup. */
function discard(incoming: string): void {
  try {
    rmSync(incoming, { force: true });
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
  }
}

function backupError(error: unknown, target: string): CroniumError {
  const known = knownStorageError(error, target);
  if (known !== undefined) return known;
  const detail = error instanceof Error ? error.message : String(error);
  return new CroniumError("storage", `The backup ${target} cannot be written: ${detail}`, {
    remedy: `Look at ${dirname(target)}: it has to be a folder that your user can write to.`,
    cause: error,
  });
}

/** @throws CroniumError `storage` naming how much is missing */
function assertRoom(folder: string, connection: Connection): void {
  const pages = connection.pragma("page_count", { simple: true }) as number;
  const unused = connection.pragma("freelist_count", { simple: true }) as number;
  const needed = (pages - unused) * (connection.pragma("page_size", { simple: true }) as number);
  const { bavail, bsize, blocks } = statfsSync(folder);
  const missing = needed + Math.min(blocks * bsize * reservedShare, mostReservedBytes) - bavail * bsize;
  if (missing <= 0) return;
  throw new CroniumError("storage", `The disk that holds ${folder} has no room for a backup of ${megabytes(needed)}`, {
    remedy: `Free at least ${megabytes(missing)}, or keep fewer backups.`,
  });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(bytes < 10 * 1024 ** 2 ? 1 : 0)} MB`;
}

/**
 * @param depth `full` compares indexes with their tables, too, and takes about four times as long
 * @throws CroniumError `storage` when the file is not an intact database of this program, `not_found`
 */
export function assertIntact(path: string, depth: "full" | "quick" = "full"): void {
  if (!existsSync(path)) throw new CroniumError("not_found", `There is no file ${path}`);
  let copy: Connection | undefined;
  try {
    copy = new BetterSqlite3(path, { readonly: true });
    const verdict = copy.pragma(depth === "full" ? "integrity_check(1)" : "quick_check(1)", { simple: true }) as string;
    const ours = copy.prepare("SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'").get();
    if (verdict !== "ok") throw new CroniumError("storage", `${path} is damaged: ${verdict}`);
    if (!ours) throw new CroniumError("storage", `${path} is not a Cronium database`);
  } catch (error) {
    throw error instanceof CroniumError ? error : storageError(error, path);
  } finally {
    copy?.close();
  }
}

interface Contents {
  /** Changes when another connection has committed something. */
  readonly version: number;
  /** Every table and index as it was made, and the changes applied. */
  readonly shape: string;
  readonly rows: string;
}

function readContents(connection: Connection): Contents {
  const version = connection.pragma("data_version", { simple: true }) as number;
  const objects = connection
    .prepare("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
    .all() as { readonly type: string; readonly name: string }[];
  const tables = objects.filter(({ type }) => type === "table").map(({ name }) => name);
  const rows = tables.map((table) => connection.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() as number);
  return { version, shape: JSON.stringify(objects), rows: JSON.stringify(rows) };
}

/** The copy has the same shape and, where nothing was committed while it was made, as many rows in every table. */
function assertSameContents(path: string, before: Contents, after: number): void {
  const copy = new BetterSqlite3(path, { readonly: true });
  try {
    const { shape, rows } = readContents(copy);
    const differs = shape !== before.shape || (after === before.version && rows !== before.rows);
    if (differs) throw new CroniumError("storage", `${path} is not a whole copy of the database`);
  } finally {
    copy.close();
  }
}

/** SHA-256 of a file, hex. */
export function fileChecksum(path: string): string {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(Math.min(hashBytes, Math.max(1, statSync(path).size)));
  const file = openSync(path, "r");
  try {
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer))
      hash.update(buffer.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}
