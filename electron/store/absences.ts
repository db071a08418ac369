import { sql } from "kysely";
import type { AbsenceCause, OccurrenceCause, OccurrenceDecision } from "../../shared/words.ts";
import type { AbsenceRow, Database } from "./tables.ts";

/**
 * Writes that the program could not act for a while, in the transaction that accounts for what was due meanwhile.
 * Times are epoch milliseconds.
 * @returns its id
 */
export async function insertAbsence(
  database: Database,
  absence: { readonly fromAt: number; readonly untilAt: number; readonly cause: AbsenceCause },
): Promise<number> {
  const { id } = await database
    .insertInto("absences")
    .values({ from_at: absence.fromAt, until_at: absence.untilAt, cause: absence.cause, acknowledged_at: null })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

export function findAbsence(database: Database, id: number): Promise<AbsenceRow | undefined> {
  return database.selectFrom("absences").selectAll().where("id", "=", id).executeTakeFirst();
}

export function findAbsences(database: Database, ids: readonly number[]): Promise<AbsenceRow[]> {
  return database.selectFrom("absences").selectAll().where("id", "in", ids).execute();
}

/** Absences nobody has put away yet, the newest first. */
export function openAbsences(database: Database): Promise<AbsenceRow[]> {
  return database
    .selectFrom("absences")
    .selectAll()
    .where("acknowledged_at", "is", null)
    .orderBy("id", "desc")
    .execute();
}

/** Remembers that somebody has seen it. @returns false when it was put away before */
export async function acknowledgeAbsence(database: Database, id: number, now: number): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("absences")
    .set({ acknowledged_at: now })
    .where("id", "=", id)
    .where("acknowledged_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** How an event's instants within an absence were decided. */
export interface AbsenceCount {
  readonly event_id: number;
  readonly decision: OccurrenceDecision;
  readonly cause: OccurrenceCause;
  readonly count: number;
  /** The latest instant among them, epoch milliseconds. */
  readonly latest_due_at: number;
}

/** What was due in an absence, counted by event and decision. */
export function countAbsence(database: Database, absenceId: number): Promise<AbsenceCount[]> {
  return database
    .selectFrom("occurrences")
    .select((build) => [
      "event_id",
      "decision",
      "cause",
      build.fn.countAll<number>().as("count"),
      build.fn.max("due_at").as("latest_due_at"),
    ])
    .where("absence_id", "=", absenceId)
    .groupBy(["event_id", "decision", "cause"])
    .execute();
}

/** An event's latest missed instant of an absence. */
export interface MissedInstant {
  readonly id: number;
  readonly event_id: number;
  readonly event_name: string;
  readonly due_at: number;
}

/** The latest missed instant of each event that missed one in an absence. */
export async function latestMissed(database: Database, absenceId: number): Promise<readonly MissedInstant[]> {
  const { rows } = await sql<MissedInstant>`
    SELECT occurrences.id, occurrences.event_id, occurrences.event_name, occurrences.due_at
    FROM (
      SELECT event_id, max(due_at) AS due_at FROM occurrences
      WHERE absence_id = ${absenceId} AND decision = 'missed' GROUP BY event_id
    ) AS latest
    JOIN occurrences ON occurrences.event_id = latest.event_id AND occurrences.due_at = latest.due_at
      AND occurrences.absence_id = ${absenceId} AND occurrences.decision = 'missed'`.execute(database);
  return rows;
}

/** What events are called now, or were called last; those that are gone are told apart. */
export async function namesOfEvents(
  database: Database,
  eventIds: readonly number[],
): Promise<ReadonlyMap<number, { readonly name: string; readonly exists: boolean }>> {
  const { rows } = await sql<{ id: number; name: string; present: number }>`
    SELECT wanted.value AS id, events.id IS NOT NULL AS present,
      coalesce(events.name, (
        SELECT event_name FROM occurrences WHERE event_id = wanted.value ORDER BY due_at DESC LIMIT 1
      ), 'event ' || wanted.value) AS name
    FROM json_each(${JSON.stringify(eventIds)}) AS wanted LEFT JOIN events ON events.id = wanted.value`.execute(
    database,
  );
  return new Map(rows.map(({ id, name, present }) => [id, { name, exists: present === 1 }]));
}
