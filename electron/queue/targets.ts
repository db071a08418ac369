import type { Failure } from "../../shared/failure.ts";
import type { RunPlace } from "../../shared/words.ts";
import type { ExecutionTarget, ServerCredential } from "../executors/executor.ts";
import type { Vault } from "../secrets/vault.ts";
import { findServer, hostKeysOf, serversOf } from "../store/servers.ts";
import type { Database, ServerRow } from "../store/tables.ts";
import type { JobDefinition } from "./job-definition.ts";

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
  const credential = await readCredential(vault, server);
  if (credential === undefined) {
    return {
      ok: false,
      failure: {
        reason: "secret_missing",
        message: `The key or password of the server ${server.name} is not in the vault`,
      },
    };
  }
  return {
    ok: true,
    target: { on: "servers", server: await connectionOf(database, server, credential) },
    secrets: secretsOf(credential),
  };
}

export async function connectionOf(
  database: Database,
  server: ServerRow,
  credential: ServerCredential,
): Promise<Extract<ExecutionTarget, { on: "servers" }>["server"]> {
  const pinned = (await hostKeysOf(database, server.id)).find((key) => key.state === "pinned");
  return {
    id: server.id,
    name: server.name,
    address: server.address,
    port: server.port,
    username: server.username,
    credential,
    pinnedHostKey: pinned?.public_key,
    expectedFingerprint: server.expected_fingerprint ?? undefined,
  };
}

/** A server's credential as the vault holds it: JSON text of this shape. @returns undefined when it is not there */
export async function readCredential(vault: Vault, server: ServerRow): Promise<ServerCredential | undefined> {
  if (server.authentication_kind === "agent") return { kind: "agent" };
  const stored = server.credential_reference === null ? undefined : await vault.get(server.credential_reference);
  return stored === undefined ? undefined : (JSON.parse(stored) as ServerCredential);
}

function secretsOf(credential: ServerCredential): readonly string[] {
  switch (credential.kind) {
    case "agent":
      return [];
    case "password":
      return [credential.password];
    case "key": {
      const passphrase = credential.passphrase === undefined ? [] : [credential.passphrase];
      // The lines that frame a key are the same in every key.
      const lines = credential.privateKey.split(/\r?\n/).filter((line) => !line.startsWith("-----"));
      return [lines.join("\n").trim(), ...passphrase];
    }
  }
}
