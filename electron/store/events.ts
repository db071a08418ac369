import { sql, type SqlBool } from "kysely";
import type { EventStatus } from "../../shared/words.ts";
import type { Database, EnvironmentVariableRow, EventRow, NewEventRow } from "./tables.ts";

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

/** Saves the event if it still has the version that was edited. @returns false when somebody saved it meanwhile */
export async function updateEvent(
  database: Database,
  id: number,
  version: number,
  row: Partial<NewEventRow>,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("events")
    .set({ ...row, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function setEventStatus(
  database: Database,
  id: number,
  status: EventStatus,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("events")
    .set({ status, updated_at: now })
    .where("id", "=", id)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
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
