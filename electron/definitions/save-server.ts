import { CroniumError } from "../../shared/errors.ts";
import type { Authentication, ServerFields } from "../../shared/server.ts";
import type { Ids } from "../base/ids.ts";
import type { ServerCredential } from "../executors/executor.ts";
import type { Vault } from "../secrets/vault.ts";
import { findServer, findServerByName } from "../store/servers.ts";
import type { Database, ServerRow } from "../store/tables.ts";
import type { DefinitionParts } from "./parts.ts";
import { givesNewCredential, writeArchived, writeNewServer, writeServer, writeServerLimit } from "./write-server.ts";

/**
 * Saves a new server and its credential.
 * @returns its id
 * @throws CroniumError `invalid_input` or `conflict`, with the field at fault
 */
export async function createServer(parts: DefinitionParts, fields: ServerFields): Promise<number> {
  const { store, clock, changes } = parts;
  await refuseTakenName(store.read, fields.name, undefined);
  const reference = await storeCredential(parts, fields.authentication, undefined);
  const id = await store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    await refuseTakenName(transaction, fields.name, undefined);
    return writeNewServer(transaction, fields, reference, now);
  });
  changes.announce({ noun: "server", id });
  return id;
}

/**
 * Saves a server. What decides whether the last check still holds (address, port, user, credential) resets its status.
 * @throws CroniumError `not_found`, `invalid_input` or `conflict`
 */
export async function changeServer(parts: DefinitionParts, id: number, fields: ServerFields): Promise<void> {
  const { store, clock, changes } = parts;
  const former = await serverOrError(store.read, id);
  await refuseTakenName(store.read, fields.name, id);
  const reference = await storeCredential(parts, fields.authentication, former);
  await store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    await writeServer(transaction, former, fields, reference, now);
  });
  if (former.credential_reference !== null && former.credential_reference !== reference) {
    await parts.vault.delete(former.credential_reference);
  }
  changes.announce({ noun: "server", id });
}

/** Says how many executions may be under way on it at once; null: as many as there are. */
export async function limitServer(parts: DefinitionParts, id: number, concurrency: number | null): Promise<void> {
  const { store, clock, changes } = parts;
  await store.write.transaction().execute(async (transaction) => {
    await writeServerLimit(transaction, await serverOrError(transaction, id), concurrency, clock.now());
  });
  changes.announce({ noun: "server", id });
}

/** Takes a server out of use, or back into it. Events that name it keep it but do not run there meanwhile. */
export async function archiveServer(parts: DefinitionParts, id: number, archived: boolean): Promise<void> {
  const { store, clock, changes } = parts;
  await store.write.transaction().execute(async (transaction) => {
    await writeArchived(transaction, await serverOrError(transaction, id), archived, clock.now());
  });
  changes.announce({ noun: "server", id });
}

/** @throws CroniumError `not_found` */
export async function serverOrError(database: Database, id: number): Promise<ServerRow> {
  const server = await findServer(database, id);
  if (server === undefined) throw new CroniumError("not_found", `There is no server ${String(id)}`);
  return server;
}

async function refuseTakenName(database: Database, name: string, id: number | undefined): Promise<void> {
  const other = await findServerByName(database, name);
  if (other === undefined || other.id === id) return;
  const archived = other.archived_at === null ? "" : " in the archive";
  throw new CroniumError("conflict", `There is a server named “${other.name}” already${archived}`, {
    remedy: archived === "" ? "Choose another name." : "Restore it, or choose another name.",
    field: "name",
  });
}

/** @returns the vault reference of the server's credential, null when it needs none */
export async function storeCredential(
  { vault, ids }: { readonly vault: Pick<Vault, "set">; readonly ids: Ids },
  authentication: Authentication,
  former: ServerRow | undefined,
): Promise<string | null> {
  const credential = credentialOf(authentication);
  if (authentication.kind === "agent") return null;
  if (credential === undefined) {
    requireCredential(authentication, former);
    return former?.credential_reference ?? null;
  }
  const reference = `secret_${ids.token()}`;
  await vault.set(reference, JSON.stringify(credential));
  return reference;
}

/**
 * Makes sure that a server has a credential: a new one, or the one it keeps.
 * @throws CroniumError `invalid_input`
 */
export function requireCredential(authentication: Authentication, former: ServerRow | undefined): void {
  if (authentication.kind === "agent" || givesNewCredential(authentication)) return;
  if (former?.authentication_kind === authentication.kind && former.credential_reference !== null) return;
  const what = authentication.kind === "key" ? "private key" : "password";
  throw new CroniumError("invalid_input", `The server has no ${what} yet`, {
    remedy: `Enter the ${what} once; it is not shown again.`,
    field: authentication.kind === "key" ? "authentication.privateKey" : "authentication.password",
  });
}

/** The credential that is given, as the vault keeps it; undefined when the server is to keep the one it has. */
export function credentialOf(authentication: Authentication): ServerCredential | undefined {
  if (authentication.kind === "agent") return { kind: "agent" };
  if (authentication.kind === "password") {
    return authentication.password === undefined ? undefined : { kind: "password", password: authentication.password };
  }
  return authentication.privateKey === undefined
    ? undefined
    : { kind: "key", privateKey: authentication.privateKey, passphrase: authentication.passphrase };
}
