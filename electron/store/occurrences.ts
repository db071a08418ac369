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
  await insertRows(database, "occurrences", columns, values, ["hash"]);
}

export interface OccurrenceFilter {
  readonly eventId: number;
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  readonly limit: number;
}

/** The ledger of an event over all its schedules, newest first. */
export function listOccurrences(database: Database, filter: OccurrenceFilter): Promise<OccurrenceRow[]> {
  let query = database.selectFrom("occurrences").selectAll().where("event_id", "=", filter.eventId);
  if (filter.sinceMs !== undefined) query = query.where("due_at", ">=", filter.sinceMs);
  if (filter.untilMs !== undefined) query = query.where("due_at", "<=", filter.untilMs);
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
