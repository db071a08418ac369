import type { Failure } from "../../shared/failure.ts";
import type { RunPlace } from "../../shared/words.ts";
import type { ExecutionTarget } from "../executors/executor.ts";
import type { Vault } from "../secrets/vault.ts";
import { findServer, serversOf } from "../store/servers.ts";
import type { Database } from "../store/tables.ts";
import type { JobDefinition } from "./job-definition.ts";
import { findConnection } from "./server-connection.ts";

/** Where one execution of a job goes, by name; credentials come in only when it starts. */
export interface PlannedTarget {
  readonly place: RunPlace;
  readonly serverId: number | undefined;
  readonly name: string;
}

/** The targets of a job as they are now: groups are looked up each time, so a new member takes part at once. */
export async function planTargets(database: Database, definition: JobDefinition): Promise<readonly PlannedTarget[]> {
  const { run } = definition;
  if (run.on !== "servers") return [{ place: run.on, serverId: undefined, name: run.on }];
  const servers = await serversOf(database, run.serverIds, run.groups);
  return servers.map((server) => ({ place: "servers", serverId: server.id, name: server.name }));
}

export type ResolvedTarget =
  | { readonly ok: true; readonly target: ExecutionTarget; readonly secrets: readonly string[] }
  | { readonly ok: false; readonly failure: Failure };

/** Fetches what is needed to reach a target. `secrets` is what must not appear in its log. */
export async function resolveTarget(
  database: Database,
  vault: Vault,
  definition: JobDefinition,
  planned: PlannedTarget,
): Promise<ResolvedTarget> {
  const { run } = definition;
  if (planned.place === "this-computer") return { ok: true, target: { on: "this-computer" }, secrets: [] };
  if (planned.place === "container") {
    const container = run.on === "container" ? run : { image: undefined, network: "none" as const, settings: {} };
    const { image, network, settings } = container;
    return { ok: true, target: { on: "container", image, network, settings }, secrets: [] };
  }
  const server = planned.serverId === undefined ? undefined : await findServer(database, planned.serverId);
  if (server === undefined) {
    return { ok: false, failure: { reason: "server_missing", message: `The server ${planned.name} no longer exists` } };
  }
  const found = await findConnection(database, vault, server);
  if (!found.ok) return found;
  return { ok: true, target: { on: "servers", server: found.server }, secrets: found.secrets };
}
