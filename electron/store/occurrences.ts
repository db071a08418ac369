import type { Database, NewOccurrenceRow, OccurrenceRow } from "./tables.ts";

/** SQLite takes a bounded number of values in one statement. */
const rowsPerStatement = 500;

/** Writes ledger rows. A second row for the same instant of the same schedule is refused by the database. */
export async function insertOccurrences(database: Database, rows: readonly NewOccurrenceRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await database
      .insertInto("occurrences")
      .values(rows.slice(start, start + rowsPerStatement))
      .execute();
  }
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
