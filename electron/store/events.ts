import { sql, type SqlBool } from "kysely";
import type { EventStatus } from "../../shared/words.ts";
import type { EnvironmentVariableRow, EventRow, NewEventRow } from "./event-tables.ts";
import type { Database } from "./tables.ts";

export function findEvent(database: Database, id: number): Promise<EventRow | undefined> {
  return database.selectFrom("events").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Names are compared without regard to case. */
export function findEventByName(database: Database, name: string): Promise<EventRow | undefined> {
  return database.selectFrom("events").selectAll().where("name", "=", name).executeTakeFirst();
}

export interface EventFilter {
  readonly status?: EventStatus | undefined;
  /** Part of the name or description, any case. */
  readonly search?: string | undefined;
  readonly tag?: string | undefined;
}

export function listEvents(database: Database, filter: EventFilter = {}): Promise<EventRow[]> {
  let query = database.selectFrom("events").selectAll();
  if (filter.status !== undefined) query = query.where("status", "=", filter.status);
  if (filter.search !== undefined && filter.search !== "") {
    const pattern = likePattern(filter.search);
    query = query.where(
      sql<SqlBool>`(name LIKE ${pattern} ESCAPE '\\' OR description LIKE ${pattern} ESCAPE '\\' OR tags LIKE ${pattern} ESCAPE '\\')`,
    );
  }
  if (filter.tag !== undefined) {
    query = query.where(sql<SqlBool>`EXISTS (SELECT 1 FROM json_each(events.tags) WHERE value = ${filter.tag})`);
  }
  return query.orderBy("name").execute();
}

/** A LIKE pattern that finds the text anywhere, with its own wildcards taken literally. */
export function likePattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
}

export async function insertEvent(database: Database, row: NewEventRow): Promise<number> {
  const { id } = await database.insertInto("events").values(row).returning("id").executeTakeFirstOrThrow();
  return id;
}

/** Saves the event as its next version; the caller has seen in the same transaction that it has this one. */
export async function updateEvent(
  database: Database,
  id: number,
  version: number,
  row: Partial<NewEventRow>,
): Promise<void> {
  await database
    .updateTable("events")
    .set({ ...row, version: version + 1 })
    .where("id", "=", id)
    .execute();
}

/** Sets what is counted of an event; that is no new version of it. */
export async function updateCounters(
  database: Database,
  id: number,
  counters: Pick<EventRow, "run_count" | "failure_streak" | "pause_reason">,
  now: number,
): Promise<void> {
  await database
    .updateTable("events")
    .set({ ...counters, updated_at: now })
    .where("id", "=", id)
    .execute();
}

/**
 * Pauses it for a reason the program has. Who edits it meanwhile is to see that first: it is a new version.
 * @returns the new version
 */
export async function pauseEvent(database: Database, id: number, reason: string, now: number): Promise<number> {
  const { version } = await database
    .updateTable("events")
    .set((build) => ({
      status: "PAUSED" as const,
      pause_reason: reason,
      version: build("version", "+", 1),
      updated_at: now,
    }))
    .where("id", "=", id)
    .returning("version")
    .executeTakeFirstOrThrow();
  return version;
}

/** Counts one more job that failed. @returns the event with the new count; undefined when it is gone */
export function countFailure(
  database: Database,
  id: number,
): Promise<Pick<EventRow, "id" | "name" | "status" | "failure_streak"> | undefined> {
  return database
    .updateTable("events")
    .set((build) => ({ failure_streak: build("failure_streak", "+", 1) }))
    .where("id", "=", id)
    .returning(["id", "name", "status", "failure_streak"])
    .executeTakeFirst();
}

export async function clearFailures(database: Database, id: number): Promise<void> {
  await database
    .updateTable("events")
    .set({ failure_streak: 0 })
    .where("id", "=", id)
    .where("failure_streak", "!=", 0)
    .execute();
}

export async function deleteEvent(database: Database, id: number): Promise<void> {
  await database.deleteFrom("events").where("id", "=", id).execute();
}

export async function eventServerIds(database: Database, eventId: number): Promise<number[]> {
  const rows = await database
    .selectFrom("event_servers")
    .select("server_id")
    .where("event_id", "=", eventId)
    .orderBy("server_id")
    .execute();
  return rows.map((row) => row.server_id);
}

export async function replaceEventServers(
  database: Database,
  eventId: number,
  serverIds: readonly number[],
): Promise<void> {
  await database.deleteFrom("event_servers").where("event_id", "=", eventId).execute();
  if (serverIds.length === 0) return;
  await database
    .insertInto("event_servers")
    .values(serverIds.map((serverId) => ({ event_id: eventId, server_id: serverId })))
    .execute();
}

export function environmentOf(database: Database, eventId: number): Promise<EnvironmentVariableRow[]> {
  return database
    .selectFrom("environment_variables")
    .selectAll()
    .where("event_id", "=", eventId)
    .orderBy("position")
    .execute();
}

export async function replaceEnvironment(
  database: Database,
  eventId: number,
  entries: readonly Pick<EnvironmentVariableRow, "key" | "value" | "secret_reference">[],
): Promise<void> {
  await database.deleteFrom("environment_variables").where("event_id", "=", eventId).execute();
  if (entries.length === 0) return;
  await database
    .insertInto("environment_variables")
    .values(entries.map((entry, position) => ({ ...entry, event_id: eventId, position })))
    .execute();
}

/** How many events are in each status. */
export async function countEvents(database: Database): Promise<Partial<Record<EventStatus, number>>> {
  const rows = await database
    .selectFrom("events")
    .select(["status", (build) => build.fn.countAll<number>().as("count")])
    .groupBy("status")
    .execute();
  return Object.fromEntries(rows.map((row) => [row.status, row.count]));
}
