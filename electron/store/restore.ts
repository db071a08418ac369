import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from "node:fs";
import { dirname } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { migrations } from "../../migrations/all.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { Clock } from "../base/clock.ts";
import { assertIntact, fileChecksum } from "./backup.ts";
import { checksumPath } from "./backup-files.ts";
import { openConnection, storageError } from "./connection.ts";
import { replaceText, syncFile, syncFolder } from "./durable-files.ts";
import { refuseNewer } from "./migrate.ts";
import { markRestored } from "./restored-mark.ts";
import { validateDatabase } from "./validate.ts";

/** What SQLite keeps beside a database that is, or was, in use. The log may hold commits; the other can be made anew. */
const logSuffix = "-wal";
const sharedMemorySuffix = "-shm";

/**
 * Checks a backup and lays a private copy of it, folded into one file, beside the database it is to replace.
 * @returns the path of the copy
 * @throws CroniumError `not_found`; `storage` when it is damaged, not ours, of a newer program, altered since it was
 * made, or there is no room
 */
export function prepareRestore(backup: string, databasePath: string): string {
  if (!existsSync(backup)) throw new CroniumError("not_found", `There is no file ${backup}`);
  const incoming = incomingPath(databasePath);
  try {
    discardPrepared(databasePath);
    assertRoomFor(backup, databasePath);
    assertUnaltered(backup);
    copyFileSync(backup, incoming);
    if (existsSync(backup + logSuffix)) copyFileSync(backup + logSuffix, incoming + logSuffix);
    chmodSync(incoming, 0o600);
    foldLog(incoming);
    assertIntact(incoming);
    assertKnown(incoming, backup);
    syncFile(incoming);
    return incoming;
  } catch (error) {
    discardPrepared(databasePath);
    if (!(error instanceof CroniumError)) throw storageError(error, backup);
    // The reader knows the file that was named, not the copy that was looked at.
    const told = error.message.replaceAll(incoming, backup);
    throw new CroniumError(error.code, told, { remedy: error.remedy ?? "Choose another backup.", cause: error });
  }
}

/** Removes a copy that was prepared and is not wanted. */
export function discardPrepared(databasePath: string): void {
  for (const suffix of ["", logSuffix, sharedMemorySuffix])
    rmSync(incomingPath(databasePath) + suffix, { force: true });
}

/** Told of each step before it is done; throwing stands for its failure. */
export type StepListener = (step: string) => void;

/**
 * Puts the prepared copy in the place of the database. Nobody may have it open. The former one is kept beside it,
 * whole, and put back when anything fails. Ended at whatever point, `finishRestore` finds the old or the new one.
 * @returns the path the former database is kept at, or undefined when there was none
 * @throws CroniumError `storage`; the former database then is in its place
 */
export function completeRestore(
  databasePath: string,
  clock: Clock,
  onStep: StepListener = () => undefined,
): string | undefined {
  const former = existsSync(databasePath) ? `${databasePath}.before-restore-${String(clock.now())}` : undefined;
  try {
    onStep("begin");
    mark(databasePath, { former, decided: false });
    if (former !== undefined) keepAside(databasePath, former, onStep);
    onStep("decide");
    mark(databasePath, { former, decided: true });
    replace(databasePath, onStep);
    return former;
  } catch (error) {
    putBack(databasePath, former);
    throw error instanceof CroniumError ? error : storageError(error, databasePath);
  }
}

/**
 * Brings a restore to its end that was cut off after it had been decided; one that was not leaves nothing. To be
 * called, by whoever holds the data directory, before the database is opened.
 */
export function finishRestore(databasePath: string): void {
  const marked = readMark(databasePath);
  if (marked?.decided === true) replace(databasePath, () => undefined);
  else if (marked === undefined) discardPrepared(databasePath);
  else putBack(databasePath, marked.former);
}

function keepAside(databasePath: string, former: string, onStep: StepListener): void {
  onStep("fold");
  try {
    // Opening and closing folds the log into the file.
    openConnection(databasePath).close();
  } catch (error) {
    // Often it is damaged: that is why another is to take its place. It is kept with its log, as it is.
    if (!(error instanceof CroniumError)) throw error;
  }
  onStep("keep");
  for (const suffix of [logSuffix, ""]) {
    if (!existsSync(databasePath + suffix)) continue;
    linkOrCopy(databasePath + suffix, former + suffix);
    chmodSync(former + suffix, 0o600);
  }
  syncFolder(dirname(databasePath));
}

/** All of the former database is kept, and the copy is whole. */
function replace(databasePath: string, onStep: StepListener): void {
  if (existsSync(incomingPath(databasePath))) {
    onStep("remove log");
    // The log belongs to the former database and must never be folded into the new one.
    for (const suffix of [logSuffix, sharedMemorySuffix]) rmSync(databasePath + suffix, { force: true });
    onStep("replace");
    renameSync(incomingPath(databasePath), databasePath);
    syncFolder(dirname(databasePath));
  }
  markRestored(databasePath, { asked: [] });
  onStep("done");
  rmSync(markerPath(databasePath), { force: true });
  syncFolder(dirname(databasePath));
}

/** The former database is where it was, or has to go back there; all else that the restore made is removed. */
function putBack(databasePath: string, former: string | undefined): void {
  const isReplaced = readMark(databasePath)?.decided === true && !existsSync(incomingPath(databasePath));
  if (former !== undefined && existsSync(former)) {
    if (isReplaced) {
      renameSync(former, databasePath);
      markRestored(databasePath, undefined);
    }
    if (existsSync(former + logSuffix) && !existsSync(databasePath + logSuffix)) {
      linkOrCopy(former + logSuffix, databasePath + logSuffix);
    }
  }
  if (former !== undefined) for (const suffix of [logSuffix, ""]) rmSync(former + suffix, { force: true });
  discardPrepared(databasePath);
  rmSync(markerPath(databasePath), { force: true });
}

/** A second name costs nothing; where the disk's format has none, a copy. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") throw error;
    copyFileSync(from, to);
    syncFile(to);
  }
}

function foldLog(path: string): void {
  const connection = new BetterSqlite3(path);
  try {
    connection.pragma("journal_mode = DELETE");
  } finally {
    connection.close();
  }
}

function assertRoomFor(backup: string, databasePath: string): void {
  const { bavail, bsize } = statfsSync(dirname(databasePath));
  const needed = [backup, backup + logSuffix].reduce(
    (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  if (bavail * bsize >= needed) return;
  throw new CroniumError("storage", `The disk that holds ${databasePath} has no room for ${backup}`, {
    remedy: `Free at least ${String(Math.ceil((needed - bavail * bsize) / 1024 ** 2))} MB and try again. Nothing was changed.`,
  });
}

function assertUnaltered(backup: string): void {
  if (!existsSync(checksumPath(backup))) return;
  const [expected] = readFileSync(checksumPath(backup), "utf8").split(" ");
  if (expected === fileChecksum(backup)) return;
  throw new CroniumError("storage", `${backup} is not what it was when it was made: its checksum differs`, {
    remedy: "Choose another backup; `cronium db backups` lists them.",
  });
}

/** A backup of an older program is brought up to date at the next start; one that nobody here knows is refused. */
function assertKnown(path: string, backup: string): void {
  const copy = new BetterSqlite3(path, { readonly: true });
  try {
    const found = validateDatabase(copy, migrations);
    refuseNewer(found.applied, migrations);
    if (found.mismatched.length === 0 && found.missing.length === 0 && found.unknown.length === 0) return;
    throw new CroniumError("storage", `${backup} cannot be used: ${found.summary}`, {
      remedy: "Choose another backup.",
    });
  } finally {
    copy.close();
  }
}

function incomingPath(databasePath: string): string {
  return `${databasePath}.incoming`;
}

/** Exists from before the first change of a restore until after its last. */
function markerPath(databasePath: string): string {
  return `${databasePath}.restoring`;
}

interface RestoreMark {
  /** Where the former database is kept. */
  readonly former: string | undefined;
  /** From here on the restore only goes forward. */
  readonly decided: boolean;
}

function mark(databasePath: string, { former, decided }: RestoreMark): void {
  replaceText(markerPath(databasePath), `${decided ? "decided" : "begun"}\n${former ?? ""}\n`);
}

function readMark(databasePath: string): RestoreMark | undefined {
  const path = markerPath(databasePath);
  if (!existsSync(path)) return undefined;
  const [state, former] = readFileSync(path, "utf8").split("\n");
  return { former: former === "" ? undefined : former, decided: state === "decided" };
}
