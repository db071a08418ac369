import BetterSqlite3 from "better-sqlite3";
import type { DatabaseValidation } from "../../shared/system.ts";
import type { Migration } from "../../migrations/migration.ts";
import type { Connection } from "./connection.ts";
import { migrationChecksum, migrationHistory } from "./migrate.ts";

/** Every `table.column` of a database, and every index and trigger as `index name` and `trigger name`. */
function shapeOf(connection: Connection): Set<string> {
  const parts = new Set<string>();
  const objects = connection
    .prepare(
      "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'index', 'trigger') AND name NOT LIKE 'sqlite_%'",
    )
    .all() as { type: string; name: string }[];
  for (const { type, name } of objects) {
    if (type !== "table") {
      parts.add(`${type} ${name}`);
      continue;
    }
    const columns = connection.prepare("SELECT name FROM pragma_table_info(?)").all(name) as { name: string }[];
    for (const column of columns) parts.add(`${name}.${column.name}`);
  }
  return parts;
}

/** The shape that the applied migrations should have left, built afresh in memory. */
function expectedShape(migrations: readonly Migration[]): Set<string> {
  const scratch = new BetterSqlite3(":memory:");
  try {
    for (const migration of migrations) for (const statement of migration.up) scratch.exec(statement);
    return shapeOf(scratch);
  } finally {
    scratch.close();
  }
}

/** Whether as many jobs are said to have ended, of each event and in each way, as there are. True of older shapes. */
function countsAgree(connection: Connection): boolean {
  if (!shapeOf(connection).has("ended_counts.count")) return true;
  const kept = "SELECT event_id, status, sum(count) FROM ended_counts GROUP BY event_id, status";
  const real = `SELECT event_id, status, count(*) FROM jobs INDEXED BY jobs_ended_by_event
    WHERE finished_at IS NOT NULL GROUP BY event_id, status`;
  const differing = `SELECT count(*) FROM
    (SELECT * FROM (${kept} EXCEPT ${real}) UNION ALL SELECT * FROM (${real} EXCEPT ${kept}))`;
  return connection.prepare(differing).pluck().get() === 0;
}

/** Whether the ended jobs of each server are those that ran there. True of older shapes. */
function serverJobsAgree(connection: Connection): boolean {
  if (!shapeOf(connection).has("server_jobs.job_id")) return true;
  // Every one that is listed ran there and ended so; then as many that ran there are all of them.
  const wrong = `SELECT 1 FROM server_jobs CROSS JOIN jobs ON jobs.id = server_jobs.job_id
    WHERE jobs.status <> server_jobs.status OR jobs.queued_at <> server_jobs.queued_at
      OR jobs.event_id <> server_jobs.event_id OR jobs.finished_at IS NULL OR NOT EXISTS
        (SELECT 1 FROM executions WHERE job_id = jobs.id AND +executions.server_id = server_jobs.server_id)
    LIMIT 1`;
  if (connection.prepare(wrong).get() !== undefined) return false;
  const listed = connection.prepare("SELECT count(*) FROM server_jobs").pluck().get();
  const ran = `SELECT count(*) FROM (SELECT DISTINCT executions.server_id, executions.job_id
    FROM executions JOIN jobs ON jobs.id = executions.job_id
    WHERE executions.server_id IS NOT NULL AND jobs.finished_at IS NOT NULL)`;
  return connection.prepare(ran).pluck().get() === listed;
}

/** What is wrong with the rows, in words. */
function damageOf(connection: Connection, isComplete: boolean): string[] {
  const integrity = connection.pragma("integrity_check(1)", { simple: true }) as string;
  const orphans = connection.pragma("foreign_key_check") as { table: string }[];
  const isWhole = integrity === "ok" && isComplete;
  return [
    ...(integrity === "ok" ? [] : [`the file is damaged (${integrity})`]),
    ...(!isWhole || countsAgree(connection)
      ? []
      : ["the number of jobs that have ended is not what is kept of it: restore a backup"]),
    ...(!isWhole || serverJobsAgree(connection)
      ? []
      : ["the jobs that are listed for servers are not those that ran there: restore a backup"]),
    ...(orphans.length === 0 ? [] : [`${String(orphans.length)} rows refer to something that is gone`]),
  ];
}

/** Its tables and columns alone, or every row, too: that takes some seconds for each 100,000 jobs. */
export type ValidationDepth = "shape" | "whole";

/**
 * Compares a database with the migrations this program knows: records, checksums, and the real tables and columns; and,
 * unless only its shape is asked for, what it holds with itself.
 */
export function validateDatabase(
  connection: Connection,
  migrations: readonly Migration[],
  depth: ValidationDepth = "whole",
): DatabaseValidation {
  const applied = migrationHistory(connection);
  const byVersion = new Map(migrations.map((migration) => [migration.version, migration]));
  const appliedVersions = new Set(applied.map((record) => record.version));
  const pending = migrations
    .filter((migration) => !appliedVersions.has(migration.version))
    .map(({ version, name }) => ({ version, name }));
  const unknown = applied.filter((record) => !byVersion.has(record.version));
  const mismatched = applied.flatMap((record) => {
    const migration = byVersion.get(record.version);
    if (migration === undefined) return [];
    const expected = migrationChecksum(migration);
    return expected === record.checksum
      ? []
      : [{ version: record.version, name: record.name, expected, found: record.checksum }];
  });
  const found = shapeOf(connection);
  const missing = [...expectedShape(migrations.filter((migration) => appliedVersions.has(migration.version)))]
    .filter((part) => !found.has(part))
    .sort();
  const damage = depth === "shape" ? [] : damageOf(connection, missing.length === 0);
  const complaints = [
    ...damage,
    ...(unknown.length > 0
      ? [`${String(unknown.length)} changes are unknown to this version: install the newer Cronium`]
      : []),
    ...(mismatched.length > 0
      ? [`${String(mismatched.length)} changes differ from the landed ones: restore a backup`]
      : []),
    ...(missing.length > 0 ? [`${missing.slice(0, 5).join(", ")} missing: restore a backup`] : []),
    ...(pending.length > 0 ? [`${String(pending.length)} changes pending: run \`cronium db migrate\``] : []),
  ];
  return {
    valid: complaints.length === 0,
    applied,
    pending,
    unknown,
    mismatched,
    missing,
    summary:
      complaints.length === 0
        ? `The database is in order: ${String(applied.length)} of ${String(migrations.length)} changes applied.`
        : `The database needs attention: ${complaints.join("; ")}.`,
  };
}
