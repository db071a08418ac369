import type { HostKeyView, ServerView } from "../../shared/server.ts";
import type { ServerFacts } from "../../shared/server-facts.ts";
import type { ServerOptions } from "../../shared/server-options.ts";
import { randomart } from "../openssh/randomart.ts";
import { optionsOf } from "../queue/server-connection.ts";
import { listGroupOptions } from "../store/group-options.ts";
import { lastSeen } from "../store/server-checks.ts";
import { runningByServer } from "../store/executions.ts";
import { eventCounts, listHostKeys, listServers } from "../store/servers.ts";
import type { Database, HostKeyRow, ServerRow } from "../store/tables.ts";
import { readFailureText } from "../store/failure-text.ts";

export async function viewServers(database: Database, archived: boolean): Promise<ServerView[]> {
  return viewAll(database, await listServers(database, archived));
}

export async function viewServer(database: Database, server: ServerRow): Promise<ServerView> {
  const [view] = await viewAll(database, [server]);
  if (view === undefined) throw new Error("one server in, one view out");
  return view;
}

async function viewAll(database: Database, servers: readonly ServerRow[]): Promise<ServerView[]> {
  const [keys, events, running, groupOptions, seen] = await Promise.all([
    listHostKeys(database),
    eventCounts(database),
    runningByServer(database),
    listGroupOptions(database),
    lastSeen(database),
  ]);
  const keyOf = (server: ServerRow, state: HostKeyRow["state"]): HostKeyView | undefined => {
    const row = keys.find((key) => key.server_id === server.id && key.state === state);
    return row && viewHostKey(row);
  };
  return servers.map((server) => ({
    id: server.id,
    name: server.name,
    address: server.address,
    port: server.port,
    username: server.username,
    authenticationKind: server.authentication_kind,
    groups: JSON.parse(server.groups) as string[],
    concurrency: server.concurrency,
    status: server.status,
    ...problemOf(server),
    checkedAt: server.checked_at ?? undefined,
    latencyMs: server.latency_ms ?? undefined,
    system: server.system ?? undefined,
    tags: JSON.parse(server.tags) as string[],
    options: JSON.parse(server.options) as ServerOptions,
    chosen: optionsOf(server, groupOptions),
    facts: server.facts === null ? undefined : (JSON.parse(server.facts) as ServerFacts),
    factsAt: server.facts_at ?? undefined,
    seenAt: latest(seen.get(server.id), server.status === "online" ? server.checked_at : null, server.facts_at),
    held: heldOf(server),
    lacksCredential: server.authentication_kind !== "agent" && server.credential_reference === null,
    pinned: keyOf(server, "pinned"),
    expectedFingerprint: keyOf(server, "pinned") ? undefined : server.expected_fingerprint?.replace(/=$/, ""),
    offered: keyOf(server, "offered"),
    archived: server.archived_at !== null,
    eventCount: events.get(server.id) ?? 0,
    runningCount: running.get(server.id) ?? 0,
  }));
}

function viewHostKey({ algorithm, fingerprint, public_key: key, state, seen_at: seenAt }: HostKeyRow): HostKeyView {
  return { algorithm, fingerprint, art: randomart(Buffer.from(key, "base64")), state, seenAt };
}

function problemOf({ problem }: ServerRow): Pick<ServerView, "problem" | "remedy" | "line"> {
  if (problem === null) return { problem: undefined, remedy: undefined, line: undefined };
  const { message, remedy, line } = readFailureText(problem);
  return { problem: message, remedy, line };
}

function latest(...instants: readonly (number | null | undefined)[]): number | undefined {
  const known = instants.filter((instant) => typeof instant === "number");
  return known.length === 0 ? undefined : Math.max(...known);
}

function heldOf(server: ServerRow): ServerView["held"] {
  if (server.held_until === null) return undefined;
  return { until: server.held_until, since: server.held_since ?? server.held_until, reason: server.held_reason ?? "" };
}
