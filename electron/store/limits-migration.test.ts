import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrations as allMigrations } from "../../migrations/all.ts";
import type { Migration } from "../../migrations/migration.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { openConnection, type Connection } from "./connection.ts";
import { applyPending, rollBackNewest } from "./migrate.ts";
import { validateDatabase } from "./validate.ts";

const run = { clock: createFakeClock(5_000), programVersion: "1.2.3" };
const former = allMigrations.slice(0, 4);
const migrations = allMigrations.slice(0, 5);

const runsOnServers = JSON.stringify({ run: { on: "servers", serverIds: [1], groups: ["web"] } });

/** Jobs and executions at every stage of life, with what refers to them. */
const formerData = [
  `INSERT INTO servers (id, name, address, port, username, authentication_kind, created_at, updated_at)
    VALUES (1, 'web-1', '127.0.0.1', 22, 'deploy', 'agent', 1, 1)`,
  `INSERT INTO events (id, name, type, status, run_on, script, timeout_ms, retry_max, retry_delay_ms, retry_factor, on_unknown, priority, created_at, updated_at)
    VALUES (1, 'nightly', 'BASH', 'ACTIVE', 'servers', 'true', 1000, 0, 0, 2, 'retry', 1, 1, 1)`,
  ...["waits", "runs", "done", "asked"].map(
    (id, place) =>
      `INSERT INTO jobs (id, event_id, event_name, event_type, event_version, source, status, priority, exclusive, definition, attempts_allowed, queued_at, available_at, idempotency_key)
        VALUES ('job_${id}', 1, 'nightly', 'BASH', 1, 'manual', 'queued', 1, 0, '${runsOnServers}', 3, ${String(place)}, 10, ${id === "asked" ? "'manual:once'" : "NULL"})`,
  ),
  `UPDATE jobs SET status = 'claimed', attempt = 1, lease_owner = 'a', lease_until = 99 WHERE id IN ('job_runs', 'job_done')`,
  `UPDATE jobs SET status = 'running', occurrence_id = 7 WHERE id IN ('job_runs', 'job_done')`,
  ...["runs", "done"].map(
    (id) =>
      `INSERT INTO executions (id, job_id, attempt, place, server_id, target, status, created_at, log_path)
        VALUES ('exec_${id}', 'job_${id}', 1, 'servers', 1, 'web-1', 'starting', 5, 'logs/${id}.log')`,
  ),
  `UPDATE executions SET status = 'failed', finished_at = 9, exit_code = 3, failure_reason = 'nonzero_exit' WHERE id = 'exec_done'`,
  `UPDATE jobs SET status = 'failed', finished_at = 9, lease_owner = NULL, lease_until = NULL, exit_code = 3, failure_reason = 'nonzero_exit', failure_message = 'it said 3' WHERE id = 'job_done'`,
];

let folder: string;
let connection: Connection;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-limits-"));
  connection = openConnection(join(folder, "a.sqlite"));
  applyPending(connection, former, run);
  for (const statement of formerData) connection.exec(statement);
});
afterEach(() => {
  connection.close();
  rmSync(folder, { recursive: true });
});

const rowsOf = (table: string): Record<string, unknown>[] =>
  connection.prepare(`SELECT * FROM ${table} ORDER BY id`).all() as Record<string, unknown>[];
const shape = (): unknown =>
  (connection.prepare("SELECT type, name, sql FROM sqlite_master ORDER BY name").all() as { sql: string | null }[]).map(
    (object) => ({ ...object, sql: object.sql?.replaceAll(/["\s]+/g, "") }),
  );
const foreignKeys = (): unknown => connection.pragma("foreign_keys", { simple: true });

test("every row of jobs and executions goes up, down and up again; nothing that refers to one is lost", () => {
  const jobs = rowsOf("jobs");
  const executions = rowsOf("executions");
  applyPending(connection, migrations, run);
  expect(foreignKeys()).toBe(1);
  expect(rowsOf("jobs").map((row) => [row["id"], row["idempotency_key"], row["servers_wanted"] !== null])).toEqual([
    ["job_asked", "manual:1:once", true],
    ["job_done", null, false],
    ["job_runs", null, true],
    ["job_waits", null, true],
  ]);
  expect(rowsOf("jobs")).toMatchObject(jobs.map(({ idempotency_key: _, ...row }) => row));
  expect(rowsOf("executions")).toMatchObject(executions);
  expect(validateDatabase(connection, migrations)).toMatchObject({ valid: true });
  const upwards = shape();

  rollBackNewest(connection, migrations);
  expect(foreignKeys()).toBe(1);
  expect(rowsOf("jobs").map(({ idempotency_key: _, ...row }) => row)).toEqual(
    jobs.map(({ idempotency_key: _, ...row }) => row),
  );
  expect(rowsOf("executions")).toEqual(executions);
  expect(validateDatabase(connection, former)).toMatchObject({ valid: true });

  applyPending(connection, migrations, run);
  expect(shape()).toEqual(upwards);
  expect(rowsOf("jobs")[0]).toMatchObject({ idempotency_key: "manual:1:once" });
});

test("words that came with it are put in former ones on the way down", () => {
  applyPending(connection, migrations, run);
  connection.exec("UPDATE jobs SET failure_reason = 'log_failed' WHERE id = 'job_done'");
  connection.exec("UPDATE executions SET failure_reason = 'log_failed' WHERE id = 'exec_done'");
  connection.exec("UPDATE jobs SET source = 'action' WHERE id = 'job_waits'");
  rollBackNewest(connection, migrations);
  expect(rowsOf("jobs")[1]).toMatchObject({ id: "job_done", failure_reason: "internal" });
  expect(rowsOf("jobs")[3]).toMatchObject({ id: "job_waits", source: "manual" });
  expect(rowsOf("executions")[0]).toMatchObject({ id: "exec_done", failure_reason: "internal" });
});

test("statuses are guarded as before, and children go with their parents", () => {
  for (const known of [migrations, former]) {
    if (known === migrations) applyPending(connection, migrations, run);
    else rollBackNewest(connection, migrations);
    expect(() => connection.exec("UPDATE jobs SET status = 'queued' WHERE id = 'job_done'")).toThrow(/no transition/);
    expect(() => connection.exec("UPDATE jobs SET attempt = 9 WHERE id = 'job_waits'")).toThrow(/counted when/);
    expect(() => connection.exec("UPDATE executions SET status = 'running' WHERE id = 'exec_done'")).toThrow(
      /no transition/,
    );
  }
  applyPending(connection, migrations, run);
  connection.exec("DELETE FROM events");
  expect([...rowsOf("jobs"), ...rowsOf("executions")]).toEqual([]);
});

test("a rebuild that fails, or leaves rows without those they refer to, changes nothing and foreign keys are on again", () => {
  const orphaning: Migration = {
    version: 5,
    name: "orphaning",
    rebuildsTables: true,
    up: ["DELETE FROM jobs WHERE id = 'job_done'"],
    down: [],
  };
  const failing: Migration = { ...orphaning, up: ["DELETE FROM jobs", "CREATE TABLE jobs (id INTEGER)"] };
  const before = shape();
  for (const migration of [orphaning, failing]) {
    expect(() => applyPending(connection, [...former, migration], run)).toThrow(/refer to rows|already exists/);
    expect(foreignKeys()).toBe(1);
    expect(rowsOf("jobs")).toHaveLength(4);
  }
  expect(shape()).toEqual(before);
});
