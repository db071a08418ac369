import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { CroniumError } from "../../shared/errors.ts";

export type Connection = BetterSqlite3.Database;

/** How long a statement waits for another process that holds the file, milliseconds. */
const busyTimeoutMs = 5_000;

/** The write-ahead log's file is cut to this when it starts anew, bytes. */
export const keptLogBytes = 16 * 1024 ** 2;

/**
 * Opens the database file for writing: WAL, and an fsync on every commit, so that what was acknowledged survives a
 * power cut. Creates the file, for its owner alone, when missing.
 * @throws CroniumError `storage` when the folder cannot be written, the disk is full, or the file is no database
 */
export function openConnection(path: string): Connection {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    accessSync(existsSync(path) ? path : dirname(path), constants.R_OK | constants.W_OK);
    // What SQLite keeps beside it takes the file's own mode.
    if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
    const connection = new BetterSqlite3(path, { timeout: busyTimeoutMs });
    connection.pragma("journal_mode = WAL");
    connection.pragma("synchronous = FULL");
    connection.pragma("foreign_keys = ON");
    connection.pragma(`journal_size_limit = ${String(keptLogBytes)}`);
    return connection;
  } catch (error) {
    throw storageError(error, path);
  }
}

/** Opens the same file for reading only: lists are served while a transaction is open on the writer. */
export function openReadConnection(path: string): Connection {
  const connection = new BetterSqlite3(path, { readonly: true, timeout: busyTimeoutMs });
  connection.pragma("foreign_keys = ON");
  return connection;
}

/** Says in plain words why the file could not be used. */
export function storageError(error: unknown, path: string): CroniumError {
  const detail = error instanceof Error ? error.message : String(error);
  return (
    knownStorageError(error, path) ??
    new CroniumError("storage", `${path} cannot be opened: ${detail}`, {
      remedy: "Check the data directory, or choose another with --data.",
      cause: error,
    })
  );
}

/** The same for what can happen to a file at any time: not writable, disk full, damaged. Undefined for all else. */
export function knownStorageError(error: unknown, path: string): CroniumError | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const cause = { cause: error };
  if (code === "EACCES" || code === "EROFS" || code === "EPERM" || code.startsWith("SQLITE_READONLY")) {
    return new CroniumError("storage", `${path} cannot be written`, {
      remedy: "Give your user write access to the data directory, or choose another with --data.",
      ...cause,
    });
  }
  if (code === "SQLITE_FULL" || code === "ENOSPC" || (code.startsWith("SQLITE_IOERR") && isDiskFull(path))) {
    return new CroniumError("storage", `The disk that holds ${path} is full`, {
      remedy: "Free some space and try again. Nothing that was acknowledged is lost.",
      ...cause,
    });
  }
  if (code.startsWith("SQLITE_IOERR") || code === "EIO") {
    return new CroniumError("storage", `The disk that holds ${path} cannot be read or written: ${code}`, {
      remedy:
        "See that the disk is sound and connected; Cronium goes on by itself once it is. Nothing that was acknowledged is lost.",
      ...cause,
    });
  }
  if (code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT")) {
    return new CroniumError("storage", `${path} is not an intact database`, {
      remedy: "Restore a backup with `cronium db restore`, or move the file away to start afresh.",
      ...cause,
    });
  }
  return undefined;
}

/** True for what a disk, not the data, is at fault for: it may be over the next time. */
export function isDiskTrouble(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(SQLITE_(FULL|IOERR|BUSY|READONLY|CANTOPEN|NOMEM)|ENOSPC$|EDQUOT$|EIO$|EROFS$|EMFILE$|ENFILE$)/.test(code);
}

/** Below this SQLite cannot even lay out its shared memory, bytes. */
const noSpaceBytes = 64 * 1024;

/** SQLite reports some writes that found no space as failed input or output alone. */
function isDiskFull(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < noSpaceBytes;
  } catch {
    return false;
  }
}
