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

/** The id of an absence that is written down already. Epoch milliseconds. */
export async function findSameAbsence(
  database: Database,
  absence: { readonly fromAt: number; readonly untilAt: number; readonly cause: AbsenceCause },
): Promise<number | undefined> {
  const row = await database
    .selectFrom("absences")
    .select("id")
    .where("from_at", "=", absence.fromAt)
    .where("until_at", "=", absence.untilAt)
    .where("cause", "=", absence.cause)
    .executeTakeFirst();
  return row?.id;
}

export function findAbsence(database: Database, id: number): Promise<AbsenceRow | undefined> {
  return database.selectFrom("absences").selectAll().where("id", "=", id).executeTakeFirst();
}

export function findAbsences(database: Database, ids: readonly number[]): Promise<AbsenceRow[]> {
  return database.selectFrom("absences").selectAll().where("id", "in", ids).execute();
}

/** The newest absences nobody has put away yet, newest first; those before `beforeId` where it is given. */
export function openAbsences(
  database: Database,
  page: { readonly limit: number; readonly beforeId?: number | undefined },
): Promise<AbsenceRow[]> {
  return database
    .selectFrom("absences")
    .selectAll()
    .where("acknowledged_at", "is", null)
    .where("id", "<", page.beforeId ?? Number.MAX_SAFE_INTEGER)
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

/** How many absences nobody has put away yet. */
export async function countOpenAbsences(database: Database): Promise<number> {
  const { count } = await database
    .selectFrom("absences")
    .select((build) => build.fn.countAll<number>().as("count"))
    .where("acknowledged_at", "is", null)
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * Remembers that somebody has seen an absence, and with it, where so wanted, all before it.
 * @returns the ids of those that had not been put away before, the newest first
 */
export async function acknowledgeAbsence(
  database: Database,
  seen: { readonly id: number; readonly andEarlier: boolean; readonly now: number },
): Promise<number[]> {
  const rows = await database
    .updateTable("absences")
    .set({ acknowledged_at: seen.now })
    .where("id", seen.andEarlier ? "<=" : "=", seen.id)
    .where("acknowledged_at", "is", null)
    .returning("id")
    .execute();
  return rows.map(({ id }) => id).sort((left, right) => right - left);
}

/** How an event's instants within an absence were decided. */
export interface AbsenceCount {
  readonly absence_id: number;
  readonly event_id: number;
  readonly decision: OccurrenceDecision;
  readonly cause: OccurrenceCause;
  readonly count: number;
  /** The latest instant among them, epoch milliseconds. */
  readonly latest_due_at: number;
}

/** What was due in some absences, counted by absence, event and decision. */
export async function countAbsences(database: Database, absenceIds: readonly number[]): Promise<AbsenceCount[]> {
  const { rows } = await sql<AbsenceCount>`
    SELECT absence_id, event_id, decision, cause, count(*) AS count, max(due_at) AS latest_due_at FROM occurrences
    WHERE absence_id IN (SELECT value FROM json_each(${JSON.stringify(absenceIds)}))
    GROUP BY absence_id, event_id, decision, cause`.execute(database);
  return rows;
}

/** An event's latest missed instant of an absence. */
export interface MissedInstant {
  readonly id: number;
  readonly absence_id: number;
  readonly event_id: number;
  readonly event_name: string;
  readonly due_at: number;
}

/**
 * The latest missed instant of each event that missed one, by absence and event. When two rows tell of one instant, as
 * after a change of the schedule, the later row stands for it.
 */
export async function latestMissed(
  database: Database,
  absenceIds: readonly number[],
): Promise<ReadonlyMap<number, ReadonlyMap<number, MissedInstant>>> {
  const { rows } = await sql<MissedInstant>`
    SELECT missed.id, missed.absence_id, missed.event_id, missed.event_name, missed.due_at
    FROM (
      SELECT absence_id, event_id, max(due_at) AS due_at FROM occurrences
      WHERE absence_id IN (SELECT value FROM json_each(${JSON.stringify(absenceIds)})) AND decision = 'missed'
      GROUP BY absence_id, event_id
    ) AS latest
    JOIN occurrences AS missed ON missed.absence_id = latest.absence_id AND missed.event_id = latest.event_id
      AND missed.due_at = latest.due_at AND missed.decision = 'missed'
    ORDER BY missed.id`.execute(database);
  const byAbsence = Map.groupBy(rows, ({ absence_id: absenceId }) => absenceId);
  return new Map(
    [...byAbsence].map(([absenceId, own]) => [absenceId, new Map(own.map((instant) => [instant.event_id, instant]))]),
  );
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
