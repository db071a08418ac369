import { CroniumError } from "../../shared/errors.ts";
import { failureKinds } from "../../shared/failure.ts";
import type { HostKeyView, ServerTest } from "../../shared/server.ts";
import type { ServerConnection } from "../executors/executor.ts";
import type { ServerCheck } from "../executors/ssh/server-check.ts";
import { findConnection } from "../queue/server-connection.ts";
import { recordAudit } from "../store/audit.ts";
import { deleteHostKey, hostKeysOf, putHostKey, recordCheck, updateServer } from "../store/servers.ts";
import type { ServerRow } from "../store/tables.ts";
import type { DefinitionParts } from "./parts.ts";
import { serverOrError } from "./save-server.ts";

export interface CheckParts extends DefinitionParts {
  readonly check: (server: ServerConnection) => Promise<ServerCheck>;
}

/**
 * Connects to a server as a run would, and records what was found: its state, and the host key it showed when that
 * is not the pinned one. A key whose fingerprint was given beforehand is pinned without asking.
 */
export async function testServer(parts: CheckParts, id: number): Promise<ServerTest> {
  const { store, clock, vault, changes } = parts;
  const server = await serverOrError(store.read, id);
  const found = await findConnection(store.read, vault, server);
  const check: ServerCheck = found.ok
    ? await parts.check(found.server)
    : { status: "offline", hostKey: undefined, latencyMs: undefined, system: undefined, failure: found.failure };
  const offered = await recordHostKey(parts, server, check);
  const problem = check.failure?.message ?? null;
  await recordCheck(
    store.write,
    id,
    { status: check.status, problem, latencyMs: check.latencyMs ?? null, system: check.system },
    clock.now(),
  );
  changes.announce({ noun: "server", id });
  return {
    ok: check.status === "online",
    status: check.status,
    message: check.failure?.message ?? `${server.name} answers${check.system === undefined ? "" : `: ${check.system}`}`,
    remedy: check.failure === undefined ? undefined : failureKinds[check.failure.reason].remedy,
    offered,
    latencyMs: check.latencyMs,
    system: check.system,
  };
}

/**
 * Remembers a key that was refused as offered. One that was let in although none is pinned was let in by its
 * fingerprint, given beforehand: from now on it is the pinned one.
 */
async function recordHostKey(
  { store, clock }: CheckParts,
  server: ServerRow,
  { status, hostKey }: ServerCheck,
): Promise<HostKeyView | undefined> {
  if (hostKey === undefined) return undefined;
  const now = clock.now();
  const key = {
    server_id: server.id,
    algorithm: hostKey.algorithm,
    fingerprint: hostKey.fingerprint,
    public_key: hostKey.publicKey,
    seen_at: now,
  };
  if (status === "untrusted" || status === "host_key_changed") {
    await putHostKey(store.write, { ...key, state: "offered" });
    return { algorithm: key.algorithm, fingerprint: key.fingerprint, state: "offered", seenAt: now };
  }
  if (status === "online") {
    await deleteHostKey(store.write, server.id, "offered");
    const pinned = (await hostKeysOf(store.write, server.id)).some((known) => known.state === "pinned");
    if (!pinned) await putHostKey(store.write, { ...key, state: "pinned" });
  }
  return undefined;
}

/**
 * Pins the key a server has offered, on a person's word.
 * @throws CroniumError `not_found` when nothing was offered, `conflict` when the offered key is another by now
 */
export async function trustServer(parts: DefinitionParts, id: number, fingerprint: string): Promise<void> {
  const { store, clock, changes } = parts;
  await store.write.transaction().execute(async (transaction) => {
    const server = await serverOrError(transaction, id);
    const offered = (await hostKeysOf(transaction, id)).find((key) => key.state === "offered");
    if (offered === undefined) {
      throw new CroniumError("not_found", `${server.name} has not shown a key that waits for acceptance`, {
        remedy: "Test the server first.",
      });
    }
    if (offered.fingerprint !== fingerprint) {
      throw new CroniumError("conflict", `${server.name} shows another key by now: ${offered.fingerprint}`, {
        remedy: "Compare it with the server's own, then accept that one.",
      });
    }
    const now = clock.now();
    await putHostKey(transaction, {
      server_id: id,
      state: "pinned",
      algorithm: offered.algorithm,
      fingerprint: offered.fingerprint,
      public_key: offered.public_key,
      seen_at: now,
    });
    await deleteHostKey(transaction, id, "offered");
    await updateServer(transaction, id, { status: "unknown", problem: null, updated_at: now });
    const subject = `server ${String(id)} ${server.name}`;
    await recordAudit(transaction, { actor: "user", action: "server.trust", subject, detail: { fingerprint } }, now);
  });
  changes.announce({ noun: "server", id });
}
