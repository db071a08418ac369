import { remedyOf } from "../../shared/failure.ts";
import type { HostKeyView, ServerTest } from "../../shared/server.ts";
import type { ServerFacts } from "../../shared/server-facts.ts";
import type { ServerCheck } from "../executors/ssh/server-check.ts";
import { randomart } from "../openssh/randomart.ts";
import { insertServerCheck, storeFacts } from "../store/server-checks.ts";
import { deleteHostKey, findServer, hostKeysOf, putHostKey, recordCheck } from "../store/servers.ts";
import type { ServerRow } from "../store/tables.ts";
import type { DefinitionParts } from "./parts.ts";
import { failureText } from "../store/failure-text.ts";

type RecordParts = Pick<DefinitionParts, "store" | "clock" | "changes">;

/**
 * Records what a look at a server has found: its state, its facts, a point of its history, and a host key that was
 * offered.
 */
export async function recordLook(
  parts: RecordParts,
  server: ServerRow,
  check: ServerCheck,
  facts: ServerFacts | undefined,
): Promise<ServerTest> {
  const { store, clock, changes } = parts;
  const { id, name } = server;
  const offered = await recordHostKey(parts, server, check);
  const now = clock.now();
  const system = check.system ?? facts?.system;
  const { status, latencyMs } = check;
  const { failure } = check;
  const problem = failure === undefined ? null : failureText(failure);
  await recordCheck(store.write, id, { status, problem, latencyMs: latencyMs ?? null, system }, now);
  if (facts !== undefined) await storeFacts(store.write, id, facts, now);
  await insertServerCheck(store.write, {
    server_id: id,
    at: now,
    reachable: status === "online" ? 1 : 0,
    latency_ms: latencyMs ?? null,
    load: facts?.load?.[0] ?? null,
    memory_used: facts?.memoryUsed ?? null,
    memory_total: facts?.memoryTotal ?? null,
    disk_used: facts?.diskUsed ?? null,
    disk_total: facts?.diskTotal ?? null,
  });
  changes.announce({ noun: "server", id });
  return {
    ok: status === "online",
    status,
    message: failure?.message ?? `${name} answers${system === undefined ? "" : `: ${system}`}`,
    remedy: failure && remedyOf(failure),
    line: failure?.line,
    offered,
    latencyMs,
    system,
  };
}

/**
 * Remembers a key that was refused as offered. One that was let in although none is pinned was let in by its
 * fingerprint, given beforehand: from now on it is the pinned one.
 */
export async function recordHostKey(
  { store, clock }: RecordParts,
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
  return store.write.transaction().execute(async (transaction) => {
    const present = await findServer(transaction, server.id);
    // What was changed meanwhile is about another place, or what a person has said of it.
    if (present === undefined || !isSamePlace(present, server)) return undefined;
    if (status === "untrusted" || status === "host_key_changed") {
      await putHostKey(transaction, { ...key, state: "offered" });
      return {
        algorithm: key.algorithm,
        fingerprint: key.fingerprint,
        art: randomart(Buffer.from(key.public_key, "base64")),
        state: "offered",
        seenAt: now,
      };
    }
    if (status !== "online") return undefined;
    await deleteHostKey(transaction, server.id, "offered");
    const pinned = (await hostKeysOf(transaction, server.id)).some((known) => known.state === "pinned");
    if (!pinned && present.expected_fingerprint !== null) await putHostKey(transaction, { ...key, state: "pinned" });
    return undefined;
  });
}

function isSamePlace(one: ServerRow, other: ServerRow): boolean {
  const { address, port, expected_fingerprint: expected } = other;
  return one.address === address && one.port === port && one.expected_fingerprint === expected;
}
