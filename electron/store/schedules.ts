import { CompiledQuery, sql } from "kysely";
import type { ScheduleClosing } from "../../shared/words.ts";
import type { Database, NewScheduleRow, ScheduleRow } from "./tables.ts";

/** The schedule an event has now; earlier ones stay, closed, with their ledger. */
export function openSchedule(database: Database, eventId: number): Promise<ScheduleRow | undefined> {
  return database
    .selectFrom("schedules")
    .selectAll()
    .where("event_id", "=", eventId)
    .where("closed_at", "is", null)
    .executeTakeFirst();
}

/** Every schedule an event has had, oldest first. */
export function scheduleVersions(database: Database, eventId: number): Promise<ScheduleRow[]> {
  return database
    .selectFrom("schedules")
    .selectAll()
    .where("event_id", "=", eventId)
    .orderBy("opened_at")
    .orderBy("id")
    .execute();
}

export async function insertSchedule(database: Database, row: NewScheduleRow): Promise<number> {
  const { id } = await database.insertInto("schedules").values(row).returning("id").executeTakeFirstOrThrow();
  return id;
}

/** Ends a version of a schedule whose ledger reaches to `cursorAt`; it stays with it. Epoch milliseconds. */
export async function closeSchedule(
  database: Database,
  id: number,
  because: ScheduleClosing,
  cursorAt: number,
  now: number,
): Promise<void> {
  await database
    .updateTable("schedules")
    .set({ closed_at: now, closed_because: because, cursor_at: cursorAt, next_due_at: null })
    .where("id", "=", id)
    .execute();
}

/**
 * Open schedules of active events that have something due at or before `now`, earliest first.
 * @param except ids of those that are left out
 */
export function dueSchedules(
  database: Database,
  now: number,
  limit: number,
  except: readonly number[],
): Promise<ScheduleRow[]> {
  return database
    .selectFrom("schedules")
    .selectAll()
    .where("closed_at", "is", null)
    .where("next_due_at", "<=", now)
    .where(isNoneOf("id", except))
    .orderBy("next_due_at")
    .limit(limit)
    .execute();
}

/**
 * The schedule with the earliest due instant of all, and its event's name.
 * @param except ids of those that are left out
 */
export function nextDueSchedule(
  database: Database,
  except: readonly number[] = [],
): Promise<{ next_due_at: number | null; event_name: string } | undefined> {
  return database
    .selectFrom("schedules")
    .innerJoin("events", "events.id", "schedules.event_id")
    .select(["schedules.next_due_at", "events.name as event_name"])
    .where("schedules.closed_at", "is", null)
    .where("schedules.next_due_at", "is not", null)
    .where(isNoneOf("schedules.id", except))
    .orderBy("schedules.next_due_at")
    .limit(1)
    .executeTakeFirst();
}

/** One text of a statement, however many ids there are. */
function isNoneOf(column: "id" | "schedules.id", ids: readonly number[]) {
  return sql<boolean>`${sql.ref(column)} NOT IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
}

/** The next `limit` schedules to come due, each once, with their events. */
export function upcomingSchedules(
  database: Database,
  limit: number,
): Promise<{ event_id: number; event_name: string; next_due_at: number | null; timezone: string }[]> {
  return database
    .selectFrom("schedules")
    .innerJoin("events", "events.id", "schedules.event_id")
    .select(["schedules.event_id", "events.name as event_name", "schedules.next_due_at", "schedules.timezone"])
    .where("schedules.closed_at", "is", null)
    .where("schedules.next_due_at", "is not", null)
    .orderBy("schedules.next_due_at")
    .limit(limit)
    .execute();
}

/** How far the ledger of a schedule reaches now. Epoch milliseconds. */
export interface ScheduleProgress {
  readonly id: number;
  readonly cursorAt: number;
  readonly nextDueAt: number | null;
}

/** Moves cursors forward, in the transaction that wrote the ledger up to them. */
export async function advanceSchedules(database: Database, progress: readonly ScheduleProgress[]): Promise<void> {
  const values = progress.map(({ id, cursorAt, nextDueAt }) => [id, cursorAt, nextDueAt]);
  await database.executeQuery(
    CompiledQuery.raw(
      `UPDATE schedules SET cursor_at = given.value ->> 1, next_due_at = given.value ->> 2
        FROM json_each(?) AS given WHERE schedules.id = given.value ->> 0 AND closed_at IS NULL`,
      [JSON.stringify(values)],
    ),
  );
}

/**
 * How far the ledger of an event reaches over all versions of its schedule; 0 when nothing has been accounted for. A
 * version that has not got further than the moment it was opened at has accounted for nothing.
 */
export async function ledgerEndOf(database: Database, eventId: number): Promise<number> {
  const row = await database
    .selectFrom("schedules")
    .select((build) => build.fn.max("cursor_at").as("latest"))
    .where("event_id", "=", eventId)
    .whereRef("cursor_at", ">", "opened_at")
    .executeTakeFirst();
  return row?.latest ?? 0;
}

/** How far the ledger of any active schedule reaches that is left to no server, epoch milliseconds; undefined without one. */
export async function latestCursor(database: Database): Promise<number | undefined> {
  const row = await database
    .selectFrom("schedules")
    .select((build) => build.fn.max("cursor_at").as("latest"))
    .where("next_due_at", "is not", null)
    .where("id", "not in", (build) =>
      build.selectFrom("delegations").select("schedule_id").where("ended_at", "is", null),
    )
    .executeTakeFirst();
  return row?.latest ?? undefined;
}
