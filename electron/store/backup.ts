import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { CroniumError } from "../../shared/errors.ts";
import type { Clock } from "../base/clock.ts";
import { openConnection, storageError, type Connection } from "./connection.ts";

/**
 * Copies a live database into `backups/` beside it, consistent and complete, then checks the copy.
 * @param label why it was made, part of the file name
 * @returns the path of the copy
 * @throws CroniumError `storage`
 */
export function backUp(connection: Connection, databasePath: string, label: string, clock: Clock): string {
  const folder = join(dirname(databasePath), "backups");
  const stamp = new Date(clock.now()).toISOString().replaceAll(/[:.]/g, "-");
  const target = join(folder, `${basename(databasePath, ".sqlite")}-${stamp}-${label}.sqlite`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    connection.prepare("VACUUM INTO ?").run(target);
    assertIntact(target);
  } catch (error) {
    rmSync(target, { force: true });
    throw error instanceof CroniumError ? error : storageError(error, target);
  }
  return target;
}

/** @throws CroniumError `storage` when the file is not an intact database of this program */
export function assertIntact(path: string): void {
  if (!existsSync(path)) throw new CroniumError("not_found", `There is no file ${path}`);
  let copy: Connection | undefined;
  try {
    copy = new BetterSqlite3(path, { readonly: true });
    const verdict = copy.pragma("integrity_check(1)", { simple: true }) as string;
    const ours = copy.prepare("SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'").get();
    if (verdict !== "ok") throw new CroniumError("storage", `${path} is damaged: ${verdict}`);
    if (!ours) throw new CroniumError("storage", `${path} is not a Cronium database`);
  } catch (error) {
    throw error instanceof CroniumError ? error : storageError(error, path);
  } finally {
    copy?.close();
  }
}

/**
 * Puts a backup in the place of the database. Nobody may have the database open. The former file is kept beside it.
 * @returns the path the former database was moved to, or undefined when there was none
 * @throws CroniumError `storage` or `not_found`; the former database then is untouched
 */
export function restore(backupPath: string, databasePath: string, clock: Clock): string | undefined {
  assertIntact(backupPath);
  const incoming = `${databasePath}.incoming`;
  try {
    copyFileSync(backupPath, incoming);
    assertIntact(incoming);
    let former: string | undefined;
    if (existsSync(databasePath)) {
      // Opening and closing folds the write-ahead log into the file, so that moving it moves everything.
      openConnection(databasePath).close();
      former = `${databasePath}.before-restore-${String(clock.now())}`;
      renameSync(databasePath, former);
    }
    renameSync(incoming, databasePath);
    return former;
  } catch (error) {
    rmSync(incoming, { force: true });
    throw error instanceof CroniumError ? error : storageError(error, databasePath);
  }
}
