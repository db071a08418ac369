import { existsSync } from "node:fs";
import { migrations } from "../../migrations/all.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { BackupLabel } from "../../shared/storage.ts";
import type { DatabaseValidation } from "../../shared/system.ts";
import type { Clock } from "../base/clock.ts";
import { backUp } from "./backup.ts";
import { openConnection, openReadConnection, storageError, type Connection } from "./connection.ts";
import { applyPending, migrationHistory, refuseNewer, rollBackNewest, type MigrationRun } from "./migrate.ts";
import { refuseDamaged } from "./damage.ts";
import { finishRestore } from "./restore.ts";
import { validateDatabase } from "./validate.ts";

/*
 * Work on a database file that no host has open. The caller holds the data directory.
 */

/** Looks at the file without changing it. @throws CroniumError `not_found`, `storage` */
export function inspectDatabase(path: string): DatabaseValidation {
  return using(path, openReadConnection, (connection) => validateDatabase(connection, migrations));
}

/** @returns the path of the copy. @throws CroniumError `not_found`, `storage` */
export function backUpDatabase(path: string, label: BackupLabel, clock: Clock): string {
  return using(path, openReadConnection, (connection) => backUp(connection, path, label, clock.now()));
}

export interface MigrationResult {
  /** Names of the changes, oldest first. */
  readonly applied: readonly string[];
  /** The copy made before, unless there was nothing to apply or nothing to lose. */
  readonly backup: string | undefined;
}

/** Applies what is pending. @throws CroniumError `storage`; a database of a newer program is left untouched */
export function migrateDatabase(path: string, run: MigrationRun): MigrationResult {
  finishRestore(path);
  refuseDamaged(path);
  const connection = openConnection(path);
  try {
    const history = migrationHistory(connection);
    refuseNewer(history, migrations);
    const isBehind = history.length > 0 && history.length < migrations.length;
    const backup = isBehind ? backUp(connection, path, "before-migration", run.clock.now()) : undefined;
    return { applied: applyPending(connection, migrations, run), backup };
  } finally {
    connection.close();
  }
}

/** Undoes the newest change after a backup. @throws CroniumError `not_found`, `storage` */
export function rollBackDatabase(path: string, clock: Clock): { readonly name: string; readonly backup: string } {
  finishRestore(path);
  return using(path, openConnection, (connection) => {
    const backup = backUp(connection, path, "before-rollback", clock.now());
    return { name: rollBackNewest(connection, migrations), backup };
  });
}

function using<T>(path: string, open: (path: string) => Connection, work: (connection: Connection) => T): T {
  if (!existsSync(path)) {
    throw new CroniumError("not_found", `There is no database ${path}`, {
      remedy: "It is made by the first start, or name another directory with --data.",
    });
  }
  let connection: Connection;
  try {
    connection = open(path);
  } catch (error) {
    throw error instanceof CroniumError ? error : storageError(error, path);
  }
  try {
    return work(connection);
  } catch (error) {
    throw error instanceof CroniumError ? error : storageError(error, path);
  } finally {
    connection.close();
  }
}
