import type { Authentication, ServerFields } from "../../shared/server.ts";
import { refuseLentServer } from "../delegation/refuse-lent.ts";
import { recordAudit } from "../store/audit.ts";
import { deleteHostKey, hostKeysOf, insertServer, updateServer } from "../store/servers.ts";
import type { Database, ServerRow } from "../store/tables.ts";
import { followRename } from "./server-ways.ts";

/** Writes a new server in the caller's transaction. @returns its id */
export async function writeNewServer(
  transaction: Database,
  fields: ServerFields,
  credentialReference: string | null,
  now: number,
): Promise<number> {
  const id = await insertServer(transaction, {
    ...toColumns(fields, now),
    credential_reference: credentialReference,
    created_at: now,
  });
  await recordAudit(transaction, { actor: "user", action: "server.create", subject: subjectOf(id, fields.name) }, now);
  return id;
}

/**
 * Writes a server in the caller's transaction. What decides whether the last check still holds (address, port, user,
 * credential) resets its status. A fingerprint that is not the pinned key's replaces that key: the person who wrote it
 * down has decided. Without one the pinned key stays, and what was expected only while none is pinned.
 */
export async function writeServer(
  transaction: Database,
  former: ServerRow,
  fields: ServerFields,
  credentialReference: string | null,
  now: number,
): Promise<void> {
  const columns = toColumns(fields, now);
  const pinned = (await hostKeysOf(transaction, former.id)).find((key) => key.state === "pinned");
  const unpinned = fields.hostKey !== undefined && pinned !== undefined && !sameFingerprint(fields.hostKey, pinned);
  if (unpinned) await deleteHostKey(transaction, former.id, "pinned");
  const moved =
    unpinned ||
    former.address !== columns.address ||
    former.port !== columns.port ||
    former.username !== columns.username ||
    former.options !== columns.options ||
    givesNewCredential(fields.authentication);
  await updateServer(transaction, former.id, {
    ...columns,
    expected_fingerprint: fields.hostKey ?? (pinned === undefined ? former.expected_fingerprint : null),
    credential_reference: credentialReference,
    ...(moved ? { status: "unknown" as const, problem: null } : {}),
  });
  if (former.name !== fields.name) await followRename(transaction, former.name, fields.name, now);
  const subject = subjectOf(former.id, fields.name);
  await recordAudit(transaction, { actor: "user", action: "server.update", subject }, now);
}

/**
 * Takes a server out of use, or back into it, in the caller's transaction. Out of use it has no credential: the
 * caller removes `server.credential_reference` from the vault once this is committed.
 */
export async function writeArchived(
  transaction: Database,
  server: ServerRow,
  archived: boolean,
  now: number,
): Promise<void> {
  if (archived) await refuseLentServer(transaction, server.id);
  await updateServer(transaction, server.id, {
    archived_at: archived ? now : null,
    updated_at: now,
    ...(archived ? { credential_reference: null } : {}),
    held_until: null,
    held_since: null,
    held_reason: null,
    status: "unknown",
    problem: null,
  });
  const action = archived ? "server.archive" : "server.restore";
  await recordAudit(transaction, { actor: "user", action, subject: subjectOf(server.id, server.name) }, now);
}

/** Writes how many executions may be under way on it at once, in the caller's transaction. */
export async function writeServerLimit(
  transaction: Database,
  server: ServerRow,
  concurrency: number | null,
  now: number,
): Promise<void> {
  await updateServer(transaction, server.id, { concurrency, updated_at: now });
  const subject = subjectOf(server.id, server.name);
  await recordAudit(transaction, { actor: "user", action: "server.limit", subject, detail: { concurrency } }, now);
}

/** OpenSSH prints fingerprints without the padding that others add. */
function sameFingerprint(fingerprint: string, key: { readonly fingerprint: string }): boolean {
  return fingerprint.replace(/=$/, "") === key.fingerprint.replace(/=$/, "");
}

function givesNewCredential(authentication: Authentication): boolean {
  return (
    (authentication.kind === "key" &&
      (authentication.privateKey !== undefined || authentication.certificate !== undefined)) ||
    (authentication.kind === "password" && authentication.password !== undefined)
  );
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
  tags: string;
  options: string;
  concurrency: number | null;
  updated_at: number;
} {
  return {
    name: fields.name,
    address: fields.address,
    port: fields.port,
    username: fields.username,
    authentication_kind: fields.authentication.kind,
    groups: JSON.stringify([...new Set(fields.groups)]),
    tags: JSON.stringify([...new Set(fields.tags)]),
    options: JSON.stringify(fields.options),
    concurrency: fields.concurrency,
    expected_fingerprint: fields.hostKey ?? null,
    updated_at: now,
  };
}
