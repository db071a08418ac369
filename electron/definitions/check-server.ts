import { CroniumError } from "../../shared/errors.ts";
import type { Failure } from "../../shared/failure.ts";
import type { ServerTest } from "../../shared/server.ts";
import type { ServerConnection } from "../executors/executor.ts";
import type { ServerCheck } from "../executors/ssh/server-check.ts";
import { findConnection } from "../queue/server-connection.ts";
import { recordAudit } from "../store/audit.ts";
import { deleteHostKey, hostKeysOf, pinHostKey, updateServer } from "../store/servers.ts";
import { askServer, type AskedServers } from "./ask-server.ts";
import type { DefinitionParts } from "./parts.ts";
import { recordHostKey, recordLook } from "./record-look.ts";
import { serverOrError } from "./save-server.ts";

export interface CheckParts extends DefinitionParts {
  readonly check: (server: ServerConnection) => Promise<ServerCheck>;
  /** What is asked of a server that answers; undefined: nothing is reached from here. */
  readonly servers?: AskedServers;
}

/**
 * Connects to a server as a run would, and records what was found: its state, its facts, and the host key it showed
 * when that is not the pinned one. A key whose fingerprint was given beforehand is pinned without asking.
 */
export async function testServer(parts: CheckParts, id: number): Promise<ServerTest> {
  const { store, vault, clock, servers } = parts;
  const server = await serverOrError(store.read, id);
  const found = await findConnection(store.read, vault, server);
  if (!found.ok) return recordLook(parts, server, unreached(found.failure), undefined);
  const check = await parts.check(found.server);
  if (check.status !== "online" || servers === undefined) return recordLook(parts, server, check, undefined);
  await recordHostKey(parts, server, check);
  // With the key that may have been pinned just now. A server that answers but tells nothing of itself is none the worse.
  const trusted = await findConnection(store.read, vault, server);
  const look = trusted.ok ? await askServer({ servers, clock }, trusted.server, server, true, undefined) : undefined;
  return recordLook(parts, server, check, look?.facts);
}

/**
 * Looks at a server over the connections that runs use, and records what was found. One that refuses us is not asked
 * again before a person tests it.
 * @throws the signal's reason when that aborts first
 */
export async function lookAtServer(parts: CheckParts, id: number, signal: AbortSignal): Promise<void> {
  const { store, vault, clock, servers } = parts;
  if (servers === undefined) return;
  const server = await serverOrError(store.read, id);
  const found = await findConnection(store.read, vault, server);
  const look = found.ok
    ? await askServer({ servers, clock }, found.server, server, false, signal)
    : { check: unreached(found.failure), facts: undefined };
  await recordLook(parts, server, look.check, look.facts);
}

function unreached(failure: Failure): ServerCheck {
  return { status: "offline", hostKey: undefined, latencyMs: undefined, system: undefined, failure };
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
    await pinHostKey(transaction, {
      server_id: id,
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

/**
 * Forgets the accepted host key, on a person's word: nothing runs there before one is accepted again.
 * @throws CroniumError `not_found`
 */
export async function forgetHostKey(parts: DefinitionParts, id: number): Promise<void> {
  const { store, clock, changes } = parts;
  await store.write.transaction().execute(async (transaction) => {
    const server = await serverOrError(transaction, id);
    const now = clock.now();
    await deleteHostKey(transaction, id, "pinned");
    await updateServer(transaction, id, {
      expected_fingerprint: null,
      status: "unknown",
      problem: null,
      updated_at: now,
    });
    const subject = `server ${String(id)} ${server.name}`;
    await recordAudit(transaction, { actor: "user", action: "server.forget_key", subject }, now);
  });
  changes.announce({ noun: "server", id });
}
