import type { RunTarget } from "../../shared/event.ts";
import { chosenFor, foldedName } from "../../shared/inherited-options.ts";
import type { ServerEvent, ServerImpact } from "../../shared/server-impact.ts";
import { listEvents } from "../store/events.ts";
import { runningByServer } from "../store/executions.ts";
import type { Database, ServerRow } from "../store/tables.ts";
import { readWays } from "./server-ways.ts";

/** The events that run on a server, by its name or by one of its groups, in order of name. */
export async function eventsOnServer(database: Database, server: ServerRow): Promise<readonly ServerEvent[]> {
  const [events, named, servers] = await Promise.all([
    listEvents(database),
    database.selectFrom("event_servers").selectAll().execute(),
    database.selectFrom("servers").select(["id", "groups"]).where("archived_at", "is", null).execute(),
  ]);
  const placed = servers.map(({ id, groups }) => ({ id, groups: JSON.parse(groups) as string[] }));
  return events
    .filter(({ run_on: on }) => on === "servers")
    .flatMap((event): ServerEvent[] => {
      const serverIds = named.filter((pair) => pair.event_id === event.id).map((pair) => pair.server_id);
      const groups = JSON.parse(event.groups) as string[];
      const byName = serverIds.includes(server.id);
      const throughGroups = groups.filter((group) => (JSON.parse(server.groups) as string[]).includes(group));
      if (!byName && throughGroups.length === 0) return [];
      const others = placed.some(
        ({ id, groups: theirs }) =>
          id !== server.id && (serverIds.includes(id) || theirs.some((group) => groups.includes(group))),
      );
      const { id, name, status } = event;
      return [{ id, name, status, byName, groups: throughGroups, onlyHere: !others }];
    })
    .sort((left, right) => left.name.localeCompare(right.name));
}

/** What taking a server out of use would take away, as it is now. Changes nothing. */
export async function archiveImpact(database: Database, server: ServerRow): Promise<ServerImpact> {
  const [events, running, ways, queued, delegations] = await Promise.all([
    eventsOnServer(database, server),
    runningByServer(database),
    readWays(database),
    database
      .selectFrom("jobs")
      .select("servers_wanted")
      .where("status", "=", "queued")
      .where("servers_wanted", "is not", null)
      .execute(),
    database
      .selectFrom("delegations")
      .select(["event_id", "event_name", "until_at"])
      .where("server_id", "=", server.id)
      .where("ended_at", "is", null)
      .orderBy("until_at")
      .execute(),
  ]);
  const groups = JSON.parse(server.groups) as string[];
  return {
    events,
    runningCount: running.get(server.id) ?? 0,
    queuedCount: queued.filter(({ servers_wanted: text }) => {
      const wanted = JSON.parse(text ?? "{}") as Partial<Extract<RunTarget, { on: "servers" }>>;
      return (
        wanted.serverIds?.includes(server.id) === true ||
        wanted.groups?.some((group) => groups.includes(group)) === true
      );
    }).length,
    delegations: delegations.map((row) => ({
      eventId: row.event_id,
      eventName: row.event_name,
      untilAt: row.until_at,
    })),
    reachedThrough: ways.servers
      .filter(({ archived }) => !archived)
      .filter((other) => {
        const { jump } = chosenFor(other.options, other.groups, ways.groups);
        return (
          jump !== null &&
          foldedName(jump) === foldedName(server.name) &&
          foldedName(other.name) !== foldedName(server.name)
        );
      })
      .map(({ name }) => name)
      .sort(),
    losesSecret: server.credential_reference !== null,
  };
}
