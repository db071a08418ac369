import { CompiledQuery } from "kysely";
import type { EventRow } from "../../store/event-tables.ts";
import type { Database, JobRow, OccurrenceOutcomeRow, OccurrenceRow, ScheduleRow } from "../../store/tables.ts";

/** What is stored once no write is under way. */
export interface Observation {
  readonly rows: readonly OccurrenceRow[];
  readonly outcomes: readonly OccurrenceOutcomeRow[];
  readonly events: readonly Pick<
    EventRow,
    "id" | "version" | "status" | "run_count" | "failure_streak" | "pause_reason"
  >[];
  /** Open versions only. */
  readonly schedules: readonly OpenSchedule[];
  /** Unfinished ones and those that wait for a person. */
  readonly jobs: readonly (Pick<
    JobRow,
    "id" | "status" | "exclusive" | "available_at" | "cancel_requested_at" | "occurrence_id"
  > & {
    /** Where it runs, JSON. */
    readonly run: string;
  })[];
}

export type OpenSchedule = Pick<ScheduleRow, "id" | "event_id" | "active" | "cursor_at" | "next_due_at">;

/** How far the ledger has been read. */
export interface ReadPosition {
  lastRow: number;
  lastOutcome: number;
  /** SQLite's own count of the rows its connection has changed: when it stands still, nothing is new. */
  changes: number;
}

/** Everything new in the ledger and the state of the rest. @returns undefined when nothing was written since */
export async function observe(database: Database, position: ReadPosition): Promise<Observation | undefined> {
  const [total] = await query<{ changes: number }>(database, "SELECT total_changes() AS changes");
  if (total?.changes === position.changes) return undefined;
  position.changes = total?.changes ?? 0;
  const rows = await query<OccurrenceRow>(
    database,
    "SELECT * FROM occurrences WHERE id > ? ORDER BY id",
    position.lastRow,
  );
  const outcomes = await query<OccurrenceOutcomeRow>(
    database,
    "SELECT * FROM occurrence_outcomes WHERE id > ? ORDER BY id",
    position.lastOutcome,
  );
  position.lastRow = rows.at(-1)?.id ?? position.lastRow;
  position.lastOutcome = outcomes.at(-1)?.id ?? position.lastOutcome;
  return {
    rows,
    outcomes,
    events: await query(database, "SELECT id, version, status, run_count, failure_streak, pause_reason FROM events"),
    schedules: await query(
      database,
      "SELECT id, event_id, active, cursor_at, next_due_at FROM schedules WHERE closed_at IS NULL",
    ),
    jobs: await query(
      database,
      `SELECT id, status, exclusive, available_at, cancel_requested_at, occurrence_id, definition ->> '$.run' AS run
        FROM jobs WHERE status IN ('queued', 'claimed', 'running', 'needs_attention')`,
    ),
  };
}

/** Plain SQL, so that looking costs little beside what is looked at. */
export async function query<Row>(database: Database, sql: string, ...values: readonly unknown[]): Promise<Row[]> {
  const { rows } = await database.executeQuery<Row>(CompiledQuery.raw(sql, [...values]));
  return rows;
}
