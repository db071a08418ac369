import type { DocumentPart } from "../../shared/definition.ts";
import type { EventFields } from "../../shared/event.ts";
import type { DefinedGroup } from "../../shared/group.ts";
import type { ServerOptions } from "../../shared/server-options.ts";
import type { ServerCredential } from "../executors/executor.ts";
import { readCredential } from "../queue/server-connection.ts";
import type { Vault } from "../secrets/vault.ts";
import { actionsOf, eventNamesById } from "../store/actions.ts";
import { environmentOf, eventServerIds, listEvents } from "../store/events.ts";
import { openSchedule } from "../store/schedules.ts";
import { listHostKeys, listServers } from "../store/servers.ts";
import type { EnvironmentVariableRow, EventRow } from "../store/event-tables.ts";
import type { ConditionalActionRow, Database, HostKeyRow, ServerRow } from "../store/tables.ts";
import { currentGroups } from "./current-groups.ts";
import { readCurrentCalendars, type CurrentCalendar } from "./current-calendar.ts";
import { readCurrentVariables, type CurrentVariable } from "./current-variables.ts";
import { serverDocument } from "./document.ts";
import { nameActions, type NamedAction } from "./event-actions.ts";
import { readEventFields } from "./event-fields.ts";

export interface CurrentServer {
  readonly row: ServerRow;
  readonly pinned: HostKeyRow | undefined;
  /** Undefined when the vault no longer has it. */
  readonly credential: ServerCredential | undefined;
}

export interface CurrentEvent {
  readonly row: EventRow;
  readonly fields: EventFields;
  /** Its actions with the other events by name. */
  readonly actions: readonly NamedAction[];
  readonly actionRows: readonly ConditionalActionRow[];
  /** The servers it names, archived ones left out. */
  readonly serverNames: readonly string[];
  /** Archived servers it still names; it does not run there meanwhile. */
  readonly archivedServerIds: readonly number[];
  readonly environment: readonly EnvironmentVariableRow[];
}

/** All that a definition file describes, as it is now. Names are compared as the database does, without case. */
export interface CurrentDefinition {
  readonly servers: readonly CurrentServer[];
  readonly groups: readonly DefinedGroup[];
  readonly variables: readonly CurrentVariable[];
  readonly events: readonly CurrentEvent[];
  readonly calendars: readonly CurrentCalendar[];
}

export async function readCurrentDefinition(database: Database, vault: Vault): Promise<CurrentDefinition> {
  const rows = [...(await listServers(database)), ...(await listServers(database, true))];
  const keys = await listHostKeys(database);
  const servers: CurrentServer[] = [];
  for (const row of rows) {
    const pinned = keys.find((key) => key.server_id === row.id && key.state === "pinned");
    servers.push({ row, pinned, credential: await readCredential(vault, row) });
  }
  const events: CurrentEvent[] = [];
  const eventNames = await eventNamesById(database);
  for (const row of await listEvents(database)) {
    const serverIds = await eventServerIds(database, row.id);
    const named = rows.filter((server) => serverIds.includes(server.id));
    const fields = await readEventFields(database, row, await openSchedule(database, row.id));
    events.push({
      row,
      fields,
      actions: nameActions(fields.actions, eventNames),
      actionRows: await actionsOf(database, row.id),
      serverNames: named.filter((server) => server.archived_at === null).map((server) => server.name),
      archivedServerIds: named.filter((server) => server.archived_at !== null).map((server) => server.id),
      environment: await environmentOf(database, row.id),
    });
  }
  const calendars = await readCurrentCalendars(
    database,
    events.map(({ row }) => row),
    rows,
  );
  const groups = await currentGroups(database);
  return { servers, groups, variables: await readCurrentVariables(database, vault), events, calendars };
}

/** The server as a file writes it; its host key is the pinned one, else the one that is expected. */
export function currentServerDocument({ row, pinned, credential }: CurrentServer): DocumentPart {
  return serverDocument({
    name: row.name,
    address: row.address,
    port: row.port,
    username: row.username,
    authenticationKind: row.authentication_kind,
    hasPassphrase: credential?.kind === "key" && credential.passphrase !== undefined,
    hasCertificate: credential?.kind === "key" && credential.certificate !== undefined,
    hostKey: pinned?.fingerprint ?? row.expected_fingerprint ?? undefined,
    groups: JSON.parse(row.groups) as string[],
    concurrency: row.concurrency,
    tags: JSON.parse(row.tags) as string[],
    options: JSON.parse(row.options) as ServerOptions,
  });
}

/** Finds by name as the database does: without regard to the case of ASCII letters. */
export function sameName(left: string, right: string): boolean {
  return foldName(left) === foldName(right);
}

export function foldName(name: string): string {
  return name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
