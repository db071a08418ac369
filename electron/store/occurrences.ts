import type { OccurrenceCause, OccurrenceDecision } from "../../shared/words.ts";
import { insertRows } from "./insert-rows.ts";
import type { Database, OccurrenceRow } from "./tables.ts";

const columns = [
  "id",
  "schedule_id",
  "event_id",
  "event_name",
  "due_at",
  "decided_at",
  "decision",
  "cause",
  "reason",
  "calendar",
  "absence_id",
  "job_id",
  "hash",
] as const satisfies readonly (keyof OccurrenceRow)[];

/** Writes ledger rows. A second row for the same instant of the same schedule is refused by the database. */
export async function insertOccurrences(database: Database, rows: readonly OccurrenceRow[]): Promise<void> {
  const values = rows.map((row) => columns.map((column) => row[column]));
  await insertRows(database, "occurrences", columns, values);
}

export interface OccurrenceFilter {
  readonly eventId?: number | undefined;
  readonly decisions?: readonly OccurrenceDecision[] | undefined;
  readonly causes?: readonly OccurrenceCause[] | undefined;
  /** Only what was due while the program could not act. */
  readonly absenceId?: number | undefined;
  /** Due at or after, and at or before; epoch milliseconds. */
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  readonly limit: number;
}

/** The ledger over all events and schedules, the newest due first. */
export function listOccurrences(database: Database, filter: OccurrenceFilter): Promise<OccurrenceRow[]> {
  const { eventId, decisions, causes, absenceId, sinceMs, untilMs } = filter;
  let query = database.selectFrom("occurrences").selectAll();
  if (eventId !== undefined) query = query.where("event_id", "=", eventId);
  if (decisions !== undefined) query = query.where("decision", "in", decisions);
  if (causes !== undefined) query = query.where("cause", "in", causes);
  if (absenceId !== undefined) query = query.where("absence_id", "=", absenceId);
  if (sinceMs !== undefined) query = query.where("due_at", ">=", sinceMs);
  if (untilMs !== undefined) query = query.where("due_at", "<=", untilMs);
  return query.orderBy("due_at", "desc").orderBy("id", "desc").limit(filter.limit).execute();
}

export async function countMissedSince(database: Database, sinceMs: number): Promise<number> {
  const row = await database
    .selectFrom("occurrences")
    .select((build) => build.fn.countAll<number>().as("count"))
    .where("decision", "=", "missed")
    .where("due_at", ">=", sinceMs)
    .executeTakeFirstOrThrow();
  return row.count;
}
