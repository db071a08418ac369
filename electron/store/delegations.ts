import { CompiledQuery, type Insertable, type Updateable } from "kysely";
import type { DelegatedRunState, DelegationState } from "../../shared/words.ts";
import { insertRows } from "./insert-rows.ts";
import type { DelegatedRunRow, DelegationRow } from "./server-tables.ts";
import type { Database, ScheduleRow, Tables } from "./tables.ts";

export async function insertDelegation(database: Database, row: Insertable<Tables["delegations"]>): Promise<void> {
  await database.insertInto("delegations").values(row).execute();
}

const runColumns = ["delegation_id", "due_at", "state", "job_id", "execution_id"] as const;

export async function insertDelegatedRuns(database: Database, rows: readonly DelegatedRunRow[]): Promise<void> {
  const values = rows.map((row) => runColumns.map((column) => row[column]));
  await insertRows(database, "delegated_runs", runColumns, values);
}

export function findDelegation(database: Database, id: string): Promise<DelegationRow | undefined> {
  return database.selectFrom("delegations").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Those that have not come to their end, oldest first. */
export function openDelegations(database: Database): Promise<DelegationRow[]> {
  return database
    .selectFrom("delegations")
    .selectAll()
    .where("ended_at", "is", null)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
}

/** The one of an event that has not come to its end. */
export function openDelegationOfEvent(database: Database, eventId: number): Promise<DelegationRow | undefined> {
  return database
    .selectFrom("delegations")
    .selectAll()
    .where("event_id", "=", eventId)
    .where("ended_at", "is", null)
    .executeTakeFirst();
}

/** Those on a server that have not come to their end. */
export function openDelegationsOnServer(database: Database, serverId: number): Promise<DelegationRow[]> {
  return database
    .selectFrom("delegations")
    .selectAll()
    .where("server_id", "=", serverId)
    .where("ended_at", "is", null)
    .execute();
}

/** The newest first. */
export function listDelegations(
  database: Database,
  { eventId, limit }: { readonly eventId: number | undefined; readonly limit: number },
): Promise<DelegationRow[]> {
  return database
    .selectFrom("delegations")
    .selectAll()
    .$if(eventId !== undefined, (query) => query.where("event_id", "=", eventId ?? 0))
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/**
 * Writes to one that has not come to its end.
 * @param from only while it is in this state
 * @returns false when it has, or is in another
 */
export async function changeDelegation(
  database: Database,
  id: string,
  change: Omit<Updateable<Tables["delegations"]>, "id">,
  from?: DelegationState,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("delegations")
    .set(change)
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .$if(from !== undefined, (query) => query.where("state", "=", from ?? "installing"))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The instants a server was given, oldest first. @param afterMs those due after this instant, epoch milliseconds */
export function delegatedRuns(database: Database, id: string, afterMs: number): Promise<DelegatedRunRow[]> {
  return database
    .selectFrom("delegated_runs")
    .selectAll()
    .where("delegation_id", "=", id)
    .where("due_at", ">", afterMs)
    .orderBy("due_at")
    .execute();
}

export async function moveDelegatedRuns(
  database: Database,
  id: string,
  moved: ReadonlyMap<number, DelegatedRunState>,
): Promise<void> {
  if (moved.size === 0) return;
  await database.executeQuery(
    CompiledQuery.raw(
      `UPDATE delegated_runs SET state = given.value ->> 1 FROM json_each(?) AS given
        WHERE delegation_id = ? AND due_at = given.value ->> 0`,
      [JSON.stringify([...moved]), id],
    ),
  );
}

/** Every instant that nothing has become of yet goes back to the program. */
export async function revokePendingRuns(database: Database, id: string): Promise<void> {
  await database
    .updateTable("delegated_runs")
    .set({ state: "revoked" })
    .where("delegation_id", "=", id)
    .where("state", "=", "pending")
    .execute();
}

/** Runs whose job has ended by now, or is gone, are collected. @returns how many are still under way */
export async function collectEndedRuns(database: Database, id: string): Promise<number> {
  await database.executeQuery(
    CompiledQuery.raw(
      `UPDATE delegated_runs SET state = 'collected'
        WHERE delegation_id = ? AND state = 'running' AND NOT EXISTS (
          SELECT 1 FROM jobs WHERE jobs.id = delegated_runs.job_id AND jobs.status IN ('queued', 'claimed', 'running'))`,
      [id],
    ),
  );
  const row = await database
    .selectFrom("delegated_runs")
    .select((build) => build.fn.countAll<number>().as("count"))
    .where("delegation_id", "=", id)
    .where("state", "=", "running")
    .executeTakeFirstOrThrow();
  return row.count;
}

/** How many instants of each delegation are in each state. */
export async function countDelegatedRuns(
  database: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Partial<Record<DelegatedRunState, number>>>>> {
  const { rows } = await database.executeQuery<{
    readonly delegation_id: string;
    readonly state: DelegatedRunState;
    readonly count: number;
  }>(
    CompiledQuery.raw(
      `SELECT delegation_id, state, count(*) AS count FROM delegated_runs
        WHERE delegation_id IN (SELECT value FROM json_each(?)) GROUP BY delegation_id, state`,
      [JSON.stringify(ids)],
    ),
  );
  const counts = new Map<string, Partial<Record<DelegatedRunState, number>>>();
  for (const { delegation_id: id, state, count } of rows) counts.set(id, { ...counts.get(id), [state]: count });
  return counts;
}

/** A version of a schedule, whether it is open or closed. */
export function findScheduleVersion(database: Database, id: number): Promise<ScheduleRow | undefined> {
  return database.selectFrom("schedules").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Moves how far the ledger of a schedule's version reaches, either way. Epoch milliseconds. */
export async function moveCursor(
  database: Database,
  id: number,
  { cursorAt, nextDueAt }: { readonly cursorAt: number; readonly nextDueAt: number | null },
): Promise<void> {
  await database
    .updateTable("schedules")
    .set({ cursor_at: cursorAt, next_due_at: nextDueAt })
    .where("id", "=", id)
    .execute();
}

/**
 * Moves the cursors of an event's schedule back, of all versions that reach into a span.
 * @param span whose end is left alone, and its beginning is where they reach from now on; epoch milliseconds
 */
export async function lowerCursors(
  database: Database,
  eventId: number,
  { cursorAt, untilAt }: { readonly cursorAt: number; readonly untilAt: number },
): Promise<void> {
  await database
    .updateTable("schedules")
    .set({ cursor_at: cursorAt })
    .where("event_id", "=", eventId)
    .where("cursor_at", ">", cursorAt)
    .where("cursor_at", "<", untilAt)
    .execute();
}
