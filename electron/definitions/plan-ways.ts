import type { DefinedGroup } from "../../shared/group.ts";
import { foldedName, type GroupOptions } from "../../shared/inherited-options.ts";
import type { ServerOptions } from "../../shared/server-options.ts";
import type { ServerRow } from "../store/tables.ts";
import type { PlannedGroup } from "./plan-groups.ts";
import type { PlannedServer } from "./plan-server.ts";
import { refuseBadWays, type PlacedServer } from "./server-ways.ts";

/**
 * Looks at the ways that there will be to the servers a definition speaks of, before anything is written.
 * @throws CroniumError `invalid_input` that names the way, where it leads in a circle or nowhere
 */
export function refusePlannedWays(
  current: { readonly servers: readonly { readonly row: ServerRow }[]; readonly groups: readonly DefinedGroup[] },
  planned: { readonly servers: readonly PlannedServer[]; readonly groups: readonly PlannedGroup[] },
  removed: { readonly servers: readonly ServerRow[]; readonly groups: readonly string[] },
): void {
  const defined = planned.servers.map(({ fields }) => ({ ...fields, archived: false }));
  const kept = current.servers
    .map(({ row }) => row)
    .filter(({ name }) => !isNamed(defined, name))
    .map((row) => ({
      name: row.name,
      groups: JSON.parse(row.groups) as string[],
      options: JSON.parse(row.options) as ServerOptions,
      archived: row.archived_at !== null || removed.servers.includes(row),
    }));
  const servers: readonly PlacedServer[] = [...defined, ...kept];
  const changed = planned.groups.map(({ group }) => group);
  const stays = current.groups.filter(({ name }) => !isNamed(changed, name) && !removed.groups.includes(name));
  const choices: readonly GroupOptions[] = [...changed, ...stays].map(({ name, options = {} }) => ({ name, options }));
  const members = servers.filter(
    ({ groups, archived }) => !archived && groups.some((group) => isNamed(changed, group)),
  );
  refuseBadWays(
    [...defined, ...members].map(({ name }) => name),
    servers,
    choices,
  );
}

function isNamed(things: readonly { readonly name: string }[], name: string): boolean {
  return things.some((thing) => foldedName(thing.name) === foldedName(name));
}
