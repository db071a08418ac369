import { CroniumError } from "../../shared/errors.ts";
import type { Authentication, ServerFields } from "../../shared/server.ts";
import type { ServerCredential } from "../executors/executor.ts";
import { recordAudit } from "../store/audit.ts";
import { findServer, findServerByName, insertServer, updateServer } from "../store/servers.ts";
import type { Database, ServerRow } from "../store/tables.ts";
import type { DefinitionParts } from "./parts.ts";

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
    const created = await insertServer(transaction, {
      ...toColumns(fields, now),
      credential_reference: reference,
      created_at: now,
    });
    await recordAudit(
      transaction,
      { actor: "user", action: "server.create", subject: subjectOf(created, fields.name) },
      now,
    );
    return created;
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
    const columns = toColumns(fields, now);
    const moved =
      former.address !== columns.address ||
      former.port !== columns.port ||
      former.username !== columns.username ||
      givesNewCredential(fields.authentication);
    await updateServer(transaction, id, {
      ...columns,
      credential_reference: reference,
      ...(moved ? { status: "unknown" as const, problem: null } : {}),
    });
    await recordAudit(
      transaction,
      { actor: "user", action: "server.update", subject: subjectOf(id, fields.name) },
      now,
    );
  });
  if (former.credential_reference !== null && former.credential_reference !== reference) {
    await parts.vault.delete(former.credential_reference);
  }
  changes.announce({ noun: "server", id });
}

/** Takes a server out of use, or back into it. Events that name it keep it but do not run there meanwhile. */
export async function archiveServer(parts: DefinitionParts, id: number, archived: boolean): Promise<void> {
  const { store, clock, changes } = parts;
  await store.write.transaction().execute(async (transaction) => {
    const server = await serverOrError(transaction, id);
    const now = clock.now();
    await updateServer(transaction, id, { archived_at: archived ? now : null, updated_at: now });
    const action = archived ? "server.archive" : "server.restore";
    await recordAudit(transaction, { actor: "user", action, subject: subjectOf(id, server.name) }, now);
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

function givesNewCredential(authentication: Authentication): boolean {
  return (
    (authentication.kind === "key" && authentication.privateKey !== undefined) ||
    (authentication.kind === "password" && authentication.password !== undefined)
  );
}

/** @returns the vault reference of the server's credential, null when it needs none */
async function storeCredential(
  { vault, ids }: DefinitionParts,
  authentication: Authentication,
  former: ServerRow | undefined,
): Promise<string | null> {
  const credential = credentialOf(authentication);
  if (authentication.kind === "agent") return null;
  if (credential === undefined) {
    if (former?.authentication_kind === authentication.kind && former.credential_reference !== null) {
      return former.credential_reference;
    }
    const what = authentication.kind === "key" ? "private key" : "password";
    throw new CroniumError("invalid_input", `The server has no ${what} yet`, {
      remedy: `Enter the ${what} once; it is not shown again.`,
      field: authentication.kind === "key" ? "authentication.privateKey" : "authentication.password",
    });
  }
  const reference = `secret_${ids.token()}`;
  await vault.set(reference, JSON.stringify(credential));
  return reference;
}

function credentialOf(authentication: Authentication): ServerCredential | undefined {
  if (authentication.kind === "agent") return { kind: "agent" };
  if (authentication.kind === "password") {
    return authentication.password === undefined ? undefined : { kind: "password", password: authentication.password };
  }
  return authentication.privateKey === undefined
    ? undefined
    : { kind: "key", privateKey: authentication.privateKey, passphrase: authentication.passphrase };
}

function subjectOf(id: number, name: string): string {
  return `server ${String(id)} ${name}`;
}

function toColumns(
  fields: ServerFields,
  now: number,
): Parameters<typeof updateServer>[2] & {
  name: string;
  address: string;
  port: number;
  username: string;
  authentication_kind: Authentication["kind"];
  groups: string;
  updated_at: number;
} {
  return {
    name: fields.name,
    address: fields.address,
    port: fields.port,
    username: fields.username,
    authentication_kind: fields.authentication.kind,
    groups: JSON.stringify([...new Set(fields.groups)]),
    expected_fingerprint: fields.hostKey ?? null,
    updated_at: now,
  };
}
