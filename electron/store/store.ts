import { Kysely } from "kysely";
import { migrations } from "../../migrations/all.ts";
import type { StorageProblem } from "../../shared/storage.ts";
import type { DatabaseValidation } from "../../shared/system.ts";
import type { Clock } from "../base/clock.ts";
import { backUp } from "./backup.ts";
import { openConnection, openReadConnection, storageError, type Connection } from "./connection.ts";
import { refuseDamaged } from "./damage.ts";
import { noteLogDamage } from "./log-damage.ts";
import { foldLog, logBytes } from "./fold-log.ts";
import { applyPending, migrationHistory, refuseNewer } from "./migrate.ts";
import { finishRestore } from "./restore.ts";
import { createReaderDialect, createWriterDialect } from "./sqlite-dialect.ts";
import type { Database, Tables } from "./tables.ts";
import { validateDatabase, type ValidationDepth } from "./validate.ts";

export interface Store {
  readonly path: string;
  /** Set when the former program's last commits could not be read; what stood before them is whole. */
  readonly logDamage: StorageProblem | undefined;
  /** The one writer. What is asked of it at the same time shares a commit; it answers once that is on disk. */
  readonly write: Database;
  /** Sees what is committed; never waits for the writer. */
  readonly read: Database;
  /** See `validateDatabase`. The whole takes minutes where there are gigabytes, and everybody waits. */
  validate(depth?: ValidationDepth): DatabaseValidation;
  /** Keeps the write-ahead log small; to be called now and then. @returns its size, bytes */
  foldLog(): number;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly programVersion: string;
  /** Opens the writer; stands in for the real one where something is to go wrong. */
  readonly connect?: typeof openConnection;
}

/**
 * Opens the database, brings it to this program's shape (after a backup when it already holds anything), and keeps a
 * writer and a reader on it. A restore that was cut off is brought to its end first.
 * @throws CroniumError `storage` with what to do; a damaged one or one of a newer program is left untouched
 */
export function openStore({ path, clock, programVersion, connect = openConnection }: StoreOptions): Store {
  finishRestore(path);
  const logDamage = noteLogDamage(path, clock.now());
  refuseDamaged(path);
  const connection = connect(path);
  let readConnection: Connection;
  try {
    const history = migrationHistory(connection);
    refuseNewer(history, migrations);
    if (history.length > 0 && history.length < migrations.length)
      backUp(connection, path, "before-migration", clock.now());
    applyPending(connection, migrations, { clock, programVersion });
    readConnection = openReadConnection(path);
  } catch (error) {
    connection.close();
    throw error instanceof Error && error.name === "CroniumError" ? error : storageError(error, path);
  }
  const writer = createWriterDialect(connection);
  const write = new Kysely<Tables>({ dialect: writer.dialect });
  const read = new Kysely<Tables>({ dialect: createReaderDialect(readConnection) });
  return {
    path,
    logDamage,
    write,
    read,
    validate(depth) {
      writer.flush();
      return validateDatabase(connection, migrations, depth);
    },
    // Inside a transaction nothing can be folded: the next time, then.
    foldLog: () => (writer.flush() ? foldLog(connection, path) : logBytes(path)),
    async close() {
      await read.destroy();
      await write.destroy();
      // Where nothing was ever asked, there was nothing to destroy.
      readConnection.close();
      connection.close();
    },
  };
}
