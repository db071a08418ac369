import { CompiledQuery } from "kysely";
import type { EventRow } from "./event-tables.ts";
import type { Database } from "./tables.ts";

/** What the ledger needs of an event; its script is read only when a job is to be made. */
export type DueEvent = Pick<
  EventRow,
  "id" | "name" | "version" | "status" | "priority" | "tags" | "run_on" | "groups" | "run_count"
>;

/** All of these events in one query. */
export async function dueEvents(database: Database, ids: readonly number[]): Promise<ReadonlyMap<number, DueEvent>> {
  const { rows } = await database.executeQuery<DueEvent>(
    CompiledQuery.raw(
      `SELECT id, name, version, status, priority, tags, run_on, groups, run_count FROM events
        WHERE id IN (SELECT value FROM json_each(?))`,
      [JSON.stringify(ids)],
    ),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** How many jobs of an event are under way, and how many wait. */
export interface UnfinishedCount {
  readonly underWay: number;
  readonly waiting: number;
}

/** The same for many events in one query; those without an unfinished job are absent. */
export async function unfinishedCounts(
  database: Database,
  eventIds: readonly number[],
): Promise<ReadonlyMap<number, UnfinishedCount>> {
  if (eventIds.length === 0) return new Map();
  const { rows } = await database.executeQuery<UnfinishedCount & { readonly event_id: number }>(
    CompiledQuery.raw(
      `SELECT event_id, sum(status != 'queued') AS underWay, sum(status = 'queued') AS waiting FROM jobs
        WHERE event_id IN (SELECT value FROM json_each(?)) AND status IN ('queued', 'claimed', 'running')
        GROUP BY event_id`,
      [JSON.stringify(eventIds)],
    ),
  );
  return new Map(rows.map((row) => [row.event_id, row]));
}

/** The servers that events name by id, of many events in one query. */
export async function serverIdsOfEvents(
  database: Database,
  eventIds: readonly number[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  const { rows } = await database.executeQuery<{ readonly event_id: number; readonly server_id: number }>(
    CompiledQuery.raw(
      `SELECT event_id, server_id FROM event_servers WHERE event_id IN (SELECT value FROM json_each(?))`,
      [JSON.stringify(eventIds)],
    ),
  );
  const grouped = Map.groupBy(rows, (row) => row.event_id);
  return new Map([...grouped].map(([eventId, named]) => [eventId, named.map((row) => row.server_id)]));
}

/** Counts jobs that schedules have made. */
export async function addRunCounts(database: Database, made: ReadonlyMap<number, number>): Promise<void> {
  if (made.size === 0) return;
  await database.executeQuery(
    CompiledQuery.raw(
      `UPDATE events SET run_count = run_count + (given.value ->> 1) FROM json_each(?) AS given
        WHERE events.id = given.value ->> 0`,
      [JSON.stringify([...made])],
    ),
  );
}

/** Servers that are not archived, in order of name, with the groups they are in. */
export async function dueServers(
  database: Database,
): Promise<readonly { readonly id: number; readonly name: string; readonly groups: readonly string[] }[]> {
  const rows = await database
    .selectFrom("servers")
    .select(["id", "name", "groups"])
    .where("archived_at", "is", null)
    .orderBy("name")
    .execute();
  return rows.map((row) => ({ ...row, groups: JSON.parse(row.groups) as string[] }));
}
