import type { DefinitionDocument } from "../../shared/definition.ts";
import type { Vault } from "../secrets/vault.ts";
import type { Store } from "../store/store.ts";
import { calendarDocument } from "./calendar-document.ts";
import { variableDocument } from "./current-variables.ts";
import { currentServerDocument, readCurrentDefinition } from "./current-definition.ts";
import { groupDocument } from "./current-groups.ts";
import { eventDocument, withoutDefaults } from "./document.ts";

/**
 * Everything that is defined, in the form of a definition file. Secrets are not in it: the file names the environment
 * variables and key files from which applying it takes them. Archived servers are left out.
 */
export async function exportDefinition({
  store,
  vault,
}: {
  readonly store: Store;
  readonly vault: Vault;
}): Promise<DefinitionDocument> {
  const current = await readCurrentDefinition(store.read, vault);
  return {
    version: 1,
    servers: current.servers.filter(({ row }) => row.archived_at === null).map(currentServerDocument),
    groups: current.groups.map(groupDocument),
    variables: Object.fromEntries(current.variables.map((one) => [one.key, variableDocument(one)])),
    events: current.events.map(({ fields, serverNames, actions }) =>
      withoutDefaults(eventDocument(fields, serverNames, actions)),
    ),
    calendars: current.calendars.map(({ fields, attach }) => calendarDocument(fields, attach)),
  };
}
