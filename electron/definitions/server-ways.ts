import { CroniumError } from "../../shared/errors.ts";
import { chosenFor, foldedName, type GroupOptions } from "../../shared/inherited-options.ts";
import type { ServerOptions } from "../../shared/server-options.ts";
import { listGroupOptions, putGroupOptions } from "../store/group-options.ts";
import { listServers, updateServer } from "../store/servers.ts";
import type { Database } from "../store/tables.ts";

/** A server as far as the way to it goes. */
export interface PlacedServer {
  readonly name: string;
  readonly groups: readonly string[];
  readonly options: ServerOptions;
  readonly archived: boolean;
}

/**
 * Refuses servers that cannot be reached the way their options, or their groups', say.
 * @param names of the servers to look at
 * @throws CroniumError `invalid_input` that names the whole way where it leads in a circle, to a server that does not
 * exist, or to an archived one
 */
export function refuseBadWays(
  names: readonly string[],
  servers: readonly PlacedServer[],
  groups: readonly GroupOptions[],
): void {
  const byName = new Map(servers.map((server) => [foldedName(server.name), server]));
  for (const name of names) refuseBadWay(name, byName, groups);
}

function refuseBadWay(name: string, byName: ReadonlyMap<string, PlacedServer>, groups: readonly GroupOptions[]): void {
  const way: PlacedServer[] = [];
  for (let next = byName.get(foldedName(name)); next !== undefined;) {
    way.push(next);
    const { jump } = chosenFor(next.options, next.groups, groups);
    if (jump === null) return;
    const following = byName.get(foldedName(jump));
    const path = [...way.map((server) => server.name), following?.name ?? jump].join(" → ");
    if (following === undefined) {
      throw refusal(
        `There is no server “${jump}” that could lead to ${next.name} (${path})`,
        "Add it first, or choose another.",
      );
    }
    if (following.archived) {
      throw refusal(
        `${following.name}, which is to lead to ${next.name}, is archived (${path})`,
        "Restore it, or choose another.",
      );
    }
    if (way.includes(following)) {
      const remedy = `Let ${following.name} be reached straight: it may say so itself where its group says otherwise.`;
      throw refusal(`The way to ${name} leads in a circle: ${path}`, remedy);
    }
    next = following;
  }
}

function refusal(message: string, remedy: string): CroniumError {
  return new CroniumError("invalid_input", message, { remedy, field: "options.jump" });
}

/** All servers and what groups choose, as they are in the database or the caller's transaction. */
export async function readWays(
  database: Database,
): Promise<{ readonly servers: readonly PlacedServer[]; readonly groups: readonly GroupOptions[] }> {
  const rows = [...(await listServers(database)), ...(await listServers(database, true))];
  const servers = rows.map((row) => ({
    name: row.name,
    groups: JSON.parse(row.groups) as string[],
    options: JSON.parse(row.options) as ServerOptions,
    archived: row.archived_at !== null,
  }));
  return { servers, groups: await listGroupOptions(database) };
}

/** Looks at the way to these servers as it is in the caller's transaction. @throws CroniumError `invalid_input` */
export async function refuseBadWaysIn(transaction: Database, names: readonly string[]): Promise<void> {
  const { servers, groups } = await readWays(transaction);
  refuseBadWays(names, servers, groups);
}

/** Lets all that are reached through a server go on being so under its new name, in the caller's transaction. */
export async function followRename(transaction: Database, from: string, to: string, now: number): Promise<void> {
  const leadsThrough = ({ jump }: ServerOptions): boolean =>
    typeof jump === "string" && foldedName(jump) === foldedName(from);
  for (const row of [...(await listServers(transaction)), ...(await listServers(transaction, true))]) {
    const options = JSON.parse(row.options) as ServerOptions;
    if (!leadsThrough(options)) continue;
    await updateServer(transaction, row.id, { options: JSON.stringify({ ...options, jump: to }), updated_at: now });
  }
  for (const { name, options } of await listGroupOptions(transaction)) {
    if (leadsThrough(options)) await putGroupOptions(transaction, { name, options: { ...options, jump: to } }, now);
  }
}
