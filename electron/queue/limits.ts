import { sql } from "kysely";
import type { Database } from "../store/tables.ts";
import { readServersWanted } from "./servers-wanted.ts";
import {
  createRooms,
  demandOf,
  groupKey,
  withoutEvent,
  type Demand,
  type LimitedServer,
  type RoomKey,
  type Rooms,
} from "./rooms.ts";

/** True when any limit is set besides that of all jobs together: as SQL, for the statement that claims without them. */
export const limitsAreSet = `(EXISTS (SELECT 1 FROM events WHERE concurrency IS NOT NULL)
    OR EXISTS (SELECT 1 FROM servers WHERE concurrency IS NOT NULL)
    OR EXISTS (SELECT 1 FROM group_limits))`;

/** The limits as they are in this transaction, with everything under way in its place. */
export interface HeldLimits {
  readonly rooms: Rooms;
  /** Jobs under way by event. */
  readonly underWay: ReadonlyMap<number, number>;
  /** What a job of this event takes up. @param serversWanted as the job's row has it */
  demand(eventId: number, serversWanted: string | null): Demand;
  /** The servers that a job has something to do on. @param serversWanted as the job's row has it */
  serversWanted(serversWanted: string): readonly number[];
  /** What one execution on a server takes up, whosever it is. */
  demandOfServer(serverId: number): Demand;
  /** The name a person knows it by. */
  nameOf(key: RoomKey): string;
}

interface ServerEntry extends LimitedServer {
  readonly name: string;
  readonly archived: boolean;
}

/**
 * Reads what the limits are and what is under way, from the database alone: an execution counts until it has ended, and
 * each server of a job that was claimed and has not begun counts as if it were under way there.
 */
export async function readLimits(database: Database): Promise<HeldLimits> {
  const events = await database
    .selectFrom("events")
    .select(["id", "concurrency"])
    .where("concurrency", "is not", null)
    .execute();
  const groups = await database.selectFrom("group_limits").select(["name", "concurrency"]).execute();
  const rows = await database
    .selectFrom("servers")
    .select(["id", "name", "groups", "concurrency", "archived_at"])
    .execute();
  const limits = new Map<RoomKey, number>();
  for (const event of events) if (event.concurrency !== null) limits.set(`event:${event.id}`, event.concurrency);
  for (const row of rows) if (row.concurrency !== null) limits.set(`server:${row.id}`, row.concurrency);
  for (const group of groups) limits.set(groupKey(group.name), group.concurrency);

  const servers = new Map(
    rows.map(({ id, name, groups: names, archived_at }): [number, ServerEntry] => [
      id,
      { id, name, groups: JSON.parse(names) as string[], archived: archived_at !== null },
    ]),
  );
  const wantedBy = new Map<string, readonly LimitedServer[]>();
  const wanted = (text: string | null): readonly LimitedServer[] => {
    if (text === null) return [];
    const known = wantedBy.get(text);
    if (known !== undefined) return known;
    const found = serversIn(text, servers);
    wantedBy.set(text, found);
    return found;
  };

  const rooms = createRooms(limits);
  const underWay = new Map<number, number>();
  for (const job of await jobsUnderWay(database)) {
    underWay.set(job.event_id, (underWay.get(job.event_id) ?? 0) + 1);
    const on =
      job.status === "claimed"
        ? wanted(job.servers_wanted)
        : job.serverIds.map((id) => servers.get(id) ?? { id, groups: [] });
    rooms.take(demandOf(job.event_id, on, limits));
  }
  const names = new Map<RoomKey, string>([
    ...rows.map(({ id, name }): [RoomKey, string] => [`server:${id}`, name]),
    ...groups.map(({ name }): [RoomKey, string] => [groupKey(name), name]),
  ]);
  return {
    rooms,
    underWay,
    demand: (eventId, serversWanted) => demandOf(eventId, wanted(serversWanted), limits),
    serversWanted: (text) => wanted(text).map(({ id }) => id),
    demandOfServer: (id) => withoutEvent(demandOf(0, [servers.get(id) ?? { id, groups: [] }], limits)),
    nameOf: (key) => names.get(key) ?? key,
  };
}

/** The servers that a job asks for, without archived ones and those on which it has succeeded. */
function serversIn(text: string, servers: ReadonlyMap<number, ServerEntry>): readonly LimitedServer[] {
  const run = readServersWanted(text);
  if (run.on !== "servers") return [];
  return [...servers.values()].filter(
    (server) =>
      !server.archived &&
      !run.done.includes(server.id) &&
      (run.serverIds.includes(server.id) || run.groups.some((group) => server.groups.includes(group))),
  );
}

interface JobUnderWay {
  readonly event_id: number;
  readonly status: "claimed" | "running";
  readonly servers_wanted: string | null;
  /** Where executions of it are under way. */
  readonly serverIds: readonly number[];
}

async function jobsUnderWay(database: Database): Promise<readonly JobUnderWay[]> {
  const { rows } = await sql<Omit<JobUnderWay, "serverIds"> & { readonly server_ids: string }>`
    SELECT event_id, status, servers_wanted,
      (SELECT json_group_array(server_id) FROM executions
        WHERE job_id = jobs.id AND finished_at IS NULL AND server_id IS NOT NULL) AS server_ids
    FROM jobs WHERE status IN ('claimed', 'running')`.execute(database);
  return rows.map(({ server_ids, ...job }) => ({ ...job, serverIds: JSON.parse(server_ids) as number[] }));
}
