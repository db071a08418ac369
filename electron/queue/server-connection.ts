import type { Failure } from "../../shared/failure.ts";
import { chosenFor, type GroupOptions } from "../../shared/inherited-options.ts";
import type { ChosenOptions, ServerOptions } from "../../shared/server-options.ts";
import type { ServerConnection, ServerCredential } from "../executors/executor.ts";
import type { Vault } from "../secrets/vault.ts";
import { listGroupOptions } from "../store/group-options.ts";
import { findServerByName, hostKeysOf } from "../store/servers.ts";
import type { Database, ServerRow } from "../store/tables.ts";

export type FoundConnection =
  | {
      readonly ok: true;
      readonly server: ServerConnection;
      /** What must not appear in anything that is shown or kept: credentials of all servers on the way. */
      readonly secrets: readonly string[];
    }
  | { readonly ok: false; readonly failure: Failure };

/**
 * All that is needed to reach a server, and in turn the servers that lead to it: each with its own credential, pinned
 * key and options. What is missing, such as a secret, is a failure and not thrown.
 */
export async function findConnection(database: Database, vault: Vault, server: ServerRow): Promise<FoundConnection> {
  return connectionThrough(database, vault, server, await listGroupOptions(database), []);
}

async function connectionThrough(
  database: Database,
  vault: Vault,
  server: ServerRow,
  groups: readonly GroupOptions[],
  /** Servers that are reached through this one, the one that is wanted first. */
  beyond: readonly ServerRow[],
): Promise<FoundConnection> {
  const credential = await readCredential(vault, server);
  if (credential === undefined) {
    const what = describeServer(server, beyond);
    return failed("secret_missing", `The key or password of ${what} is not in the vault`);
  }
  const options = optionsOf(server, groups);
  const way = [...beyond, server];
  const jump = await jumpOf(database, vault, options, groups, way);
  if (jump?.ok === false) return jump;
  const pinned = (await hostKeysOf(database, server.id)).find((key) => key.state === "pinned");
  return {
    ok: true,
    server: {
      id: server.id,
      name: server.name,
      address: server.address,
      port: server.port,
      username: server.username,
      credential,
      pinnedHostKey: pinned?.public_key,
      expectedFingerprint: server.expected_fingerprint ?? undefined,
      options,
      ...(jump === undefined ? {} : { jump: jump.server }),
    },
    secrets: [...secretsOf(credential), ...(jump?.secrets ?? [])],
  };
}

async function jumpOf(
  database: Database,
  vault: Vault,
  { jump: name }: ChosenOptions,
  groups: readonly GroupOptions[],
  way: readonly ServerRow[],
): Promise<FoundConnection | undefined> {
  if (name === null) return undefined;
  const wanted = way.at(-1)?.name ?? "";
  const jump = await findServerByName(database, name);
  if (jump === undefined) {
    return failed("jump_failed", `The server ${name}, which leads to ${wanted}, does not exist`);
  }
  if (jump.archived_at !== null) {
    return failed("jump_failed", `The server ${jump.name}, which leads to ${wanted}, is archived`);
  }
  if (way.some(({ id }) => id === jump.id)) {
    const path = [...way, jump].map((one) => one.name).join(" → ");
    return failed("jump_failed", `The way to ${way[0]?.name ?? ""} leads in a circle: ${path}`);
  }
  return connectionThrough(database, vault, jump, groups, way);
}

/** The options that hold for a server, those of its groups included. */
export function optionsOf(
  server: Pick<ServerRow, "options" | "groups">,
  groups: readonly GroupOptions[],
): ChosenOptions {
  return chosenFor(JSON.parse(server.options) as ServerOptions, JSON.parse(server.groups) as string[], groups);
}

/** A server's credential as the vault holds it: JSON text of this shape. @returns undefined when it is not there */
export async function readCredential(
  vault: Pick<Vault, "get">,
  server: Pick<ServerRow, "authentication_kind" | "credential_reference">,
): Promise<ServerCredential | undefined> {
  if (server.authentication_kind === "agent") return { kind: "agent" };
  const stored = server.credential_reference === null ? undefined : await vault.get(server.credential_reference);
  return stored === undefined ? undefined : (JSON.parse(stored) as ServerCredential);
}

function describeServer(server: ServerRow, beyond: readonly ServerRow[]): string {
  const wanted = beyond.at(-1)?.name;
  return `the server ${server.name}${wanted === undefined ? "" : `, which leads to ${wanted},`}`;
}

function failed(reason: Failure["reason"], message: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { reason, message } };
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
