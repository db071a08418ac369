import { sql, type Insertable, type SqlBool } from "kysely";
import type { ServerStatus } from "../../shared/words.ts";
import type { Database, HostKeyRow, ServerRow, Tables } from "./tables.ts";

export function findServer(database: Database, id: number): Promise<ServerRow | undefined> {
  return database.selectFrom("servers").selectAll().where("id", "=", id).executeTakeFirst();
}

export function findServerByName(database: Database, name: string): Promise<ServerRow | undefined> {
  return database.selectFrom("servers").selectAll().where("name", "=", name).executeTakeFirst();
}

export function listServers(database: Database, archived = false): Promise<ServerRow[]> {
  return database
    .selectFrom("servers")
    .selectAll()
    .where("archived_at", archived ? "is not" : "is", null)
    .orderBy("name")
    .execute();
}

/** All there are, archived ones too. */
export async function serverNamesById(database: Database): Promise<ReadonlyMap<number, string>> {
  const rows = await database.selectFrom("servers").select(["id", "name"]).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Servers named by id or by any of the groups, archived ones left out, in order of name. */
export function serversOf(database: Database, ids: readonly number[], groups: readonly string[]): Promise<ServerRow[]> {
  return database
    .selectFrom("servers")
    .selectAll()
    .where("archived_at", "is", null)
    .where((build) =>
      build.or([
        build("id", "in", [...ids, -1]),
        sql<SqlBool>`EXISTS (SELECT 1 FROM json_each(servers.groups) WHERE value IN (SELECT value FROM json_each(${JSON.stringify(groups)})))`,
      ]),
    )
    .orderBy("name")
    .execute();
}

export async function insertServer(database: Database, row: Insertable<Tables["servers"]>): Promise<number> {
  const { id } = await database.insertInto("servers").values(row).returning("id").executeTakeFirstOrThrow();
  return id;
}

export async function updateServer(
  database: Database,
  id: number,
  row: Partial<Insertable<Tables["servers"]>>,
): Promise<void> {
  await database.updateTable("servers").set(row).where("id", "=", id).execute();
}

export interface ServerCheckRecord {
  readonly status: ServerStatus;
  readonly problem: string | null;
  readonly latencyMs: number | null;
  /** Kept as it was when the check did not get that far. */
  readonly system: string | undefined;
}

export async function recordCheck(
  database: Database,
  id: number,
  check: ServerCheckRecord,
  now: number,
): Promise<void> {
  await database
    .updateTable("servers")
    .set({
      status: check.status,
      problem: check.problem,
      latency_ms: check.latencyMs,
      checked_at: now,
      ...(check.system === undefined ? {} : { system: check.system }),
    })
    .where("id", "=", id)
    .execute();
}

/**
 * Writes until when nothing is begun on a server; null: it is free. Times are epoch milliseconds.
 * @returns whether that is news: one that was free may be freed again
 */
export async function recordHold(
  database: Database,
  id: number,
  hold: { readonly until: number; readonly since: number; readonly reason: string } | null,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("servers")
    .set((build) => ({
      held_until: hold?.until ?? null,
      // A process that begins to count anew does not make it down since then.
      held_since: hold === null ? null : build.fn.coalesce("held_since", build.val(hold.since)),
      held_reason: hold?.reason ?? null,
    }))
    .where("id", "=", id)
    .$if(hold === null, (query) => query.where("held_until", "is not", null))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export function hostKeysOf(database: Database, serverId: number): Promise<HostKeyRow[]> {
  return database.selectFrom("host_keys").selectAll().where("server_id", "=", serverId).execute();
}

export function listHostKeys(database: Database): Promise<HostKeyRow[]> {
  return database.selectFrom("host_keys").selectAll().execute();
}

/** Remembers the key a server showed, in place of what it showed before in that state. */
export async function putHostKey(database: Database, key: Insertable<Tables["host_keys"]>): Promise<void> {
  await database
    .deleteFrom("host_keys")
    .where("server_id", "=", key.server_id)
    .where("state", "=", key.state)
    .execute();
  await database.insertInto("host_keys").values(key).execute();
}

/** Makes a key the pinned one, on a person's word. What was expected before does not become valid again after it. */
export async function pinHostKey(
  database: Database,
  key: Omit<Insertable<Tables["host_keys"]>, "state">,
): Promise<void> {
  await putHostKey(database, { ...key, state: "pinned" });
  await database.updateTable("servers").set({ expected_fingerprint: null }).where("id", "=", key.server_id).execute();
}

export async function deleteHostKey(database: Database, serverId: number, state: HostKeyRow["state"]): Promise<void> {
  await database.deleteFrom("host_keys").where("server_id", "=", serverId).where("state", "=", state).execute();
}

/** How many events name each server directly. */
export async function eventCounts(database: Database): Promise<ReadonlyMap<number, number>> {
  const rows = await database
    .selectFrom("event_servers")
    .select(["server_id", (build) => build.fn.countAll<number>().as("count")])
    .groupBy("server_id")
    .execute();
  return new Map(rows.map((row) => [row.server_id, row.count]));
}
