import { CroniumError } from "../../shared/errors.ts";
import type { Authentication, ServerFields } from "../../shared/server.ts";
import { draftVault } from "../secrets/vault-draft.ts";
import { findServer, findServerByName, updateServer } from "../store/servers.ts";
import type { Database, ServerRow } from "../store/tables.ts";
import type { DefinitionParts } from "./parts.ts";
import { storeCredential } from "./server-credential.ts";
import { refuseBadWaysIn } from "./server-ways.ts";
import { writeArchived, writeNewServer, writeServer, writeServerLimit } from "./write-server.ts";

/**
 * Saves a new server and its credential.
 * @returns its id
 * @throws CroniumError `invalid_input` or `conflict`, with the field at fault
 */
export async function createServer(parts: DefinitionParts, fields: ServerFields): Promise<number> {
  const { store, clock, changes } = parts;
  await refuseTakenName(store.read, fields.name, undefined);
  const id = await withCredential(parts, fields.authentication, undefined, (reference) =>
    store.write.transaction().execute(async (transaction) => {
      const now = clock.now();
      await refuseTakenName(transaction, fields.name, undefined);
      const created = await writeNewServer(transaction, fields, reference, now);
      await refuseBadWaysIn(transaction, [fields.name]);
      return created;
    }),
  );
  changes.announce({ noun: "server", id });
  return id;
}

/**
 * Saves a server. What decides whether the last check still holds (address, port, user, way, credential) resets its
 * status.
 * @throws CroniumError `not_found`, `invalid_input` or `conflict`
 */
export async function changeServer(parts: DefinitionParts, id: number, fields: ServerFields): Promise<void> {
  const { store, clock, changes } = parts;
  const former = await serverOrError(store.read, id);
  await refuseTakenName(store.read, fields.name, id);
  const kept = await withCredential(parts, fields.authentication, former, (reference) =>
    store.write.transaction().execute(async (transaction) => {
      await writeServer(transaction, former, fields, reference, clock.now());
      await refuseBadWaysIn(transaction, [fields.name]);
      return reference;
    }),
  );
  if (former.credential_reference !== null && former.credential_reference !== kept) {
    await parts.vault.delete(former.credential_reference);
  }
  changes.announce({ noun: "server", id });
}

/** Puts a new credential into the vault for as long as what refers to it is saved. */
async function withCredential<T>(
  { vault, ids }: DefinitionParts,
  authentication: Authentication,
  former: ServerRow | undefined,
  save: (reference: string | null) => Promise<T>,
): Promise<T> {
  const draft = draftVault(vault);
  try {
    return await save(await storeCredential({ vault: draft, ids }, authentication, former));
  } catch (error) {
    await draft.undo();
    throw error;
  }
}

/** Says how many executions may be under way on it at once; null: as many as there are. */
export async function limitServer(parts: DefinitionParts, id: number, concurrency: number | null): Promise<void> {
  const { store, clock, changes } = parts;
  await store.write.transaction().execute(async (transaction) => {
    await writeServerLimit(transaction, await serverOrError(transaction, id), concurrency, clock.now());
  });
  changes.announce({ noun: "server", id });
}

/**
 * Takes a server out of use. Its key or password is removed from the vault; events that name it keep it but do not run
 * there meanwhile.
 */
export async function archiveServer(parts: DefinitionParts, id: number): Promise<void> {
  const { store, clock, changes, vault } = parts;
  const former = await store.write.transaction().execute(async (transaction) => {
    const server = await serverOrError(transaction, id);
    await writeArchived(transaction, server, true, clock.now());
    return server;
  });
  if (former.credential_reference !== null) await vault.delete(former.credential_reference);
  changes.announce({ noun: "server", id });
}

/**
 * Takes a server back into use.
 * @param authentication its key or password once more; undefined: it had none that was kept
 * @throws CroniumError `invalid_input` where the key or password is missing, or the server that leads to it
 */
export async function restoreServer(
  parts: DefinitionParts,
  id: number,
  authentication: Authentication | undefined,
): Promise<void> {
  const { store, clock, changes } = parts;
  const server = await serverOrError(store.read, id);
  const wanted = authentication ?? { kind: server.authentication_kind };
  await withCredential(parts, wanted, server, (reference) =>
    store.write.transaction().execute(async (transaction) => {
      await writeArchived(transaction, server, false, clock.now());
      await updateServer(transaction, id, { authentication_kind: wanted.kind, credential_reference: reference });
      await refuseBadWaysIn(transaction, [server.name]);
    }),
  );
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
