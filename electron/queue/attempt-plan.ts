import type { Database, ExecutionRow, JobRow } from "../store/tables.ts";
import type { JobWork } from "./job-definition.ts";
import { readServersWanted } from "./servers-wanted.ts";
import { planTargets, type PlannedTarget } from "./targets.ts";

/** Tells the place of one execution from others; a server keeps its number when it is given another name. */
export type PlaceKey = number | string;

export function placeOf({ server_id: serverId, target }: Pick<ExecutionRow, "server_id" | "target">): PlaceKey {
  return serverId ?? target;
}

export function placeOfTarget({ serverId, name }: PlannedTarget): PlaceKey {
  return serverId ?? name;
}

/**
 * Where an attempt goes, in order. What it was when the attempt began holds until its end, whoever joins or leaves a
 * group meanwhile; another attempt is planned anew.
 */
export async function planAttempt(
  database: Database,
  job: Pick<JobRow, "servers_wanted">,
  definition: JobWork,
): Promise<readonly PlannedTarget[]> {
  const planned = job.servers_wanted === null ? undefined : readServersWanted(job.servers_wanted).planned;
  if (planned === undefined) return planTargets(database, definition);
  const names = await serverNames(database, planned);
  return planned.map((serverId) => ({ place: "servers", serverId, name: names.get(serverId) ?? nameless(serverId) }));
}

/** The servers that a job was to run on and has no execution on, by name. */
export async function serversNotTried(
  database: Database,
  job: Pick<JobRow, "servers_wanted">,
  executions: readonly ExecutionRow[],
): Promise<readonly { readonly serverId: number; readonly name: string }[]> {
  const planned = job.servers_wanted === null ? undefined : readServersWanted(job.servers_wanted).planned;
  if (planned === undefined) return [];
  const begun = new Set(executions.map((row) => row.server_id));
  const left = planned.filter((serverId) => !begun.has(serverId));
  if (left.length === 0) return [];
  const names = await serverNames(database, left);
  return left.map((serverId) => ({ serverId, name: names.get(serverId) ?? nameless(serverId) }));
}

async function serverNames(database: Database, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const rows = await database
    .selectFrom("servers")
    .select(["id", "name"])
    .where("id", "in", [...ids, -1])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function nameless(serverId: number): string {
  return `server ${String(serverId)}`;
}
