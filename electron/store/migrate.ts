import { createHash } from "node:crypto";
import type { MigrationRecord } from "../../shared/system.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { Migration } from "../../migrations/migration.ts";
import type { Clock } from "../base/clock.ts";
import type { Connection } from "./connection.ts";
import type { SchemaMigrationRow } from "./tables.ts";

const bookkeeping = `CREATE TABLE IF NOT EXISTS schema_migrations (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at INTEGER NOT NULL,
  duration_ms REAL NOT NULL,
  program_version TEXT NOT NULL
) STRICT`;

/** SHA-256 over both directions, hex: a landed migration that was edited is found out. */
export function migrationChecksum(migration: Migration): string {
  return createHash("sha256")
    .update(JSON.stringify([migration.up, migration.down]))
    .digest("hex");
}

/** The applied migrations, oldest first; none for a file that has never been migrated. */
export function migrationHistory(connection: Connection): readonly MigrationRecord[] {
  const known = connection.prepare("SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'").get();
  if (!known) return [];
  const rows = connection.prepare("SELECT * FROM schema_migrations ORDER BY version").all() as SchemaMigrationRow[];
  return rows.map((row) => ({
    version: row.version,
    name: row.name,
    checksum: row.checksum,
    appliedAt: row.applied_at,
    durationMs: row.duration_ms,
    programVersion: row.program_version,
  }));
}

/**
 * Refuses a database that a newer program has written, before anything is touched.
 * @throws CroniumError `storage`
 */
export function refuseNewer(history: readonly MigrationRecord[], migrations: readonly Migration[]): void {
  const newest = migrations.at(-1)?.version ?? 0;
  const beyond = history.find((record) => record.version > newest);
  if (beyond === undefined) return;
  throw new CroniumError(
    "storage",
    `This database was written by a newer Cronium (version ${beyond.programVersion}, change ${String(beyond.version)} “${beyond.name}”)`,
    { remedy: "Install that version or a later one. The file was not touched." },
  );
}

export interface MigrationRun {
  readonly clock: Clock;
  readonly programVersion: string;
}

/**
 * Applies what is pending, each migration in one transaction together with its record.
 * @returns the names applied, oldest first
 * @throws CroniumError `storage` when the database is newer than the program or a landed migration was edited
 */
export function applyPending(
  connection: Connection,
  migrations: readonly Migration[],
  run: MigrationRun,
): readonly string[] {
  const history = migrationHistory(connection);
  refuseNewer(history, migrations);
  const applied = new Map(history.map((record) => [record.version, record]));
  for (const migration of migrations) {
    const record = applied.get(migration.version);
    if (record && record.checksum !== migrationChecksum(migration)) {
      throw new CroniumError(
        "storage",
        `Change ${String(migration.version)} “${migration.name}” differs from the one this database was made with`,
        {
          remedy:
            "Run `cronium db validate` to see the difference; restore a backup or install the version that wrote the file.",
        },
      );
    }
  }
  const pending = migrations.filter((migration) => !applied.has(migration.version));
  if (pending.length > 0) connection.exec(bookkeeping);
  for (const migration of pending) applyOne(connection, migration, run);
  return pending.map((migration) => migration.name);
}

function applyOne(connection: Connection, migration: Migration, { clock, programVersion }: MigrationRun): void {
  const startedAt = clock.elapsed();
  inOneTransaction(connection, migration, () => {
    for (const statement of migration.up) connection.exec(statement);
    connection
      .prepare(
        "INSERT INTO schema_migrations (version, name, checksum, applied_at, duration_ms, program_version) VALUES (?, ?, ?, ?, ?, ?)",
      )
      .run(
        migration.version,
        migration.name,
        migrationChecksum(migration),
        clock.now(),
        clock.elapsed() - startedAt,
        programVersion,
      );
  });
}

/**
 * SQLite's own procedure for tables that are made anew (sqlite.org/lang_altertable.html, section 7): with foreign keys
 * on, dropping the old table would take its children along, and they can be turned off outside a transaction only.
 */
function inOneTransaction(connection: Connection, migration: Migration, change: () => void): void {
  if (migration.rebuildsTables !== true) {
    connection.transaction(change).immediate();
    return;
  }
  connection.pragma("foreign_keys = OFF");
  try {
    connection
      .transaction(() => {
        change();
        refuseOrphans(connection, migration);
      })
      .immediate();
  } finally {
    connection.pragma("foreign_keys = ON");
  }
}

/** @throws CroniumError `storage` when a row refers to one that is not there */
function refuseOrphans(connection: Connection, migration: Migration): void {
  const orphans = connection.pragma("foreign_key_check") as { readonly table: string; readonly parent: string }[];
  const first = orphans[0];
  if (first === undefined) return;
  throw new CroniumError(
    "storage",
    `Change ${String(migration.version)} “${migration.name}” was not made: ${String(orphans.length)} rows refer to rows that are not there (${first.table} to ${first.parent})`,
    { remedy: "`cronium db validate` says what is wrong with the data; restore a backup in which all is well." },
  );
}

/**
 * Undoes the newest migration in one transaction. The caller backs up first.
 * @throws CroniumError `not_found` when nothing is applied, `storage` when this program does not know the newest one
 */
export function rollBackNewest(connection: Connection, migrations: readonly Migration[]): string {
  const newest = migrationHistory(connection).at(-1);
  if (newest === undefined)
    throw new CroniumError("not_found", "No change has been applied, so there is none to roll back");
  const migration = migrations.find((candidate) => candidate.version === newest.version);
  if (migration === undefined) {
    throw new CroniumError("storage", `This program does not know change ${String(newest.version)} “${newest.name}”`, {
      remedy: "Roll it back with the version that applied it.",
    });
  }
  inOneTransaction(connection, migration, () => {
    for (const statement of migration.down) connection.exec(statement);
    connection.prepare("DELETE FROM schema_migrations WHERE version = ?").run(migration.version);
  });
  return migration.name;
}
