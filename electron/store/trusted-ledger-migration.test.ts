import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrations as allMigrations } from "../../migrations/all.ts";
import { verifyLedger } from "../schedule/ledger-verify.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { openConnection, type Connection } from "./connection.ts";
import { applyPending, rollBackNewest } from "./migrate.ts";
import { openStore } from "./store.ts";
import { validateDatabase } from "./validate.ts";

const run = { clock: createFakeClock(5_000), programVersion: "1.2.3" };
const [first, second] = allMigrations;
if (first === undefined || second === undefined) throw new Error("there are two migrations");
const migrations = [first, second];

let folder: string;
let connection: Connection;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cronium-ledger-"));
  connection = openConnection(join(folder, "a.sqlite"));
  applyPending(connection, [first], run);
  for (const statement of formerData) connection.exec(statement);
});
afterEach(() => {
  connection.close();
  rmSync(folder, { recursive: true });
});

const event = (id: number, name: string, status: string): string =>
  `INSERT INTO events (id, name, type, status, run_on, script, timeout_ms, retry_max, retry_delay_ms, retry_factor, on_unknown, priority, created_at, updated_at)
    VALUES (${String(id)}, '${name}', 'BASH', '${status}', 'this-computer', 'true', 1000, 0, 0, 2, 'retry', 1, 1, 1)`;
const schedule = (id: number, eventId: number, nextDueAt: number | null, closedAt: number | null): string =>
  `INSERT INTO schedules (id, event_id, kind, every_ms, anchor_at, timezone, missed, missed_window_ms, missed_cap, overlap, jitter_ms, cursor_at, next_due_at, opened_at, closed_at)
    VALUES (${String(id)}, ${String(eventId)}, 'interval', 1000, 0, 'Europe/Berlin', 'all', 60000, 7, 'queue', 5, ${String(10 * id)}, ${String(nextDueAt)}, 1, ${String(closedAt)})`;
const job = (id: string, eventId: number): string =>
  `INSERT INTO jobs (id, event_id, event_name, event_type, event_version, source, status, priority, exclusive, definition, attempts_allowed, queued_at, available_at, finished_at)
    VALUES ('${id}', ${String(eventId)}, 'then named so', 'BASH', 1, 'schedule', 'completed', 1, 0, '{}', 1, 10, 10, 20)`;
const occurrence = (id: number, scheduleId: number, eventId: number, decision: string, jobId: string | null): string =>
  `INSERT INTO occurrences (id, schedule_id, event_id, due_at, decided_at, decision, reason, job_id)
    VALUES (${String(id)}, ${String(scheduleId)}, ${String(eventId)}, ${String(100 * id)}, ${String(100 * id + 1)}, '${decision}', 'reason ${String(id)}', ${jobId === null ? "NULL" : `'${jobId}'`})`;

/** Active, with a closed schedule and an open one; paused; draft. Ids of the ledger have a gap. */
const formerData = [
  event(1, "nightly", "ACTIVE"),
  event(2, "resting", "PAUSED"),
  event(3, "draft", "DRAFT"),
  schedule(1, 1, null, 5),
  schedule(2, 1, 3_000, null),
  schedule(3, 2, null, null),
  job("job_a", 1),
  job("job_b", 1),
  occurrence(1, 1, 1, "run", "job_a"),
  occurrence(2, 1, 1, "skipped", null),
  occurrence(4, 2, 1, "catch_up", "job_b"),
  occurrence(5, 2, 1, "missed", null),
  occurrence(9, 3, 2, "run", null),
];

const rowsOf = (table: string): unknown[] => connection.prepare(`SELECT * FROM ${table} ORDER BY id`).all();
const formerTables = ["events", "schedules", "jobs", "occurrences"];

test("everything a first database holds is kept, and told in the new terms", () => {
  applyPending(connection, migrations, run);
  expect(validateDatabase(connection, migrations)).toMatchObject({ valid: true, pending: [] });
  expect(
    connection.prepare("SELECT id, event_name, decision, cause, reason, job_id FROM occurrences ORDER BY id").all(),
  ).toEqual([
    { id: 1, event_name: "nightly", decision: "run", cause: "on_time", reason: "reason 1", job_id: "job_a" },
    { id: 2, event_name: "nightly", decision: "skipped", cause: "overlap", reason: "reason 2", job_id: null },
    { id: 4, event_name: "nightly", decision: "catch_up", cause: "caught_up", reason: "reason 4", job_id: "job_b" },
    { id: 5, event_name: "nightly", decision: "missed", cause: "not_caught_up", reason: "reason 5", job_id: null },
    { id: 9, event_name: "resting", decision: "run", cause: "on_time", reason: "reason 9", job_id: null },
  ]);
  expect(connection.prepare("SELECT id, occurrence_id FROM jobs ORDER BY id").all()).toEqual([
    { id: "job_a", occurrence_id: 1 },
    { id: "job_b", occurrence_id: 4 },
  ]);
  const versions =
    "SELECT id, active, next_due_at, cursor_at, closed_at, closed_because, max_runs, start_at FROM schedules ORDER BY id";
  expect(connection.prepare(versions).all()).toEqual([
    {
      id: 1,
      active: 1,
      next_due_at: null,
      cursor_at: 10,
      closed_at: 5,
      closed_because: "edited",
      max_runs: null,
      start_at: null,
    },
    {
      id: 2,
      active: 1,
      next_due_at: 3_000,
      cursor_at: 20,
      closed_at: null,
      closed_because: null,
      max_runs: null,
      start_at: null,
    },
    {
      id: 3,
      active: 0,
      next_due_at: null,
      cursor_at: 30,
      closed_at: null,
      closed_because: null,
      max_runs: null,
      start_at: null,
    },
  ]);
  expect(connection.prepare("SELECT run_count, failure_streak, pause_reason FROM events").all()).toEqual(
    Array(3).fill({ run_count: 0, failure_streak: 0, pause_reason: null }),
  );
});

test("the chain begins after what was there before it", async () => {
  applyPending(connection, migrations, run);
  const store = openStore({ path: join(folder, "a.sqlite"), ...run });
  const found = await verifyLedger(store.read);
  await store.close();
  expect(found).toMatchObject({
    valid: true,
    chains: [
      { name: "occurrences", rows: 0, unsealed: 5 },
      { name: "outcomes", rows: 0, unsealed: 0 },
    ],
  });
});

test("the ledger outlives its event from then on", () => {
  applyPending(connection, migrations, run);
  connection.exec("DELETE FROM events WHERE id = 1");
  expect(rowsOf("occurrences")).toHaveLength(5);
  expect(rowsOf("schedules")).toHaveLength(3);
  expect(rowsOf("jobs")).toHaveLength(0);
});

test("rolled back, the database holds what it held, and migrates again", () => {
  const before = formerTables.map(rowsOf);
  applyPending(connection, migrations, run);
  rollBackNewest(connection, migrations);
  expect(formerTables.map(rowsOf)).toEqual(before);
  expect(validateDatabase(connection, [first])).toMatchObject({ valid: true });
  applyPending(connection, migrations, run);
  expect(validateDatabase(connection, migrations)).toMatchObject({ valid: true });
});

test("rolled back, what has outlived its event is left out, and jobs that are gone are not named", () => {
  applyPending(connection, migrations, run);
  connection.exec("DELETE FROM events WHERE id = 2; DELETE FROM jobs WHERE id = 'job_a'");
  rollBackNewest(connection, migrations);
  expect(connection.prepare("SELECT id, job_id FROM occurrences ORDER BY id").all()).toEqual([
    { id: 1, job_id: null },
    { id: 2, job_id: null },
    { id: 4, job_id: "job_b" },
    { id: 5, job_id: null },
  ]);
  expect(connection.pragma("foreign_key_check")).toEqual([]);
});
