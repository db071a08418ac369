import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLogger } from "../base/logger.ts";
import { randomIds } from "../base/ids.ts";
import { insertServerCheck, checksSince } from "../store/server-checks.ts";
import { putHostKey, updateServer } from "../store/servers.ts";
import type { Store } from "../store/store.ts";
import { openTestHost, type TestHost } from "../testing/open-test-host.ts";
import { createHealthChecks, type HealthChecks } from "./health-checks.ts";

let host: TestHost;
let store: Store;
let health: HealthChecks;
let looked: { readonly id: number; readonly at: number }[];
let look: (id: number, signal: AbortSignal) => Promise<void>;

beforeEach(async () => {
  host = await openTestHost();
  store = host.host.createContext().store;
  looked = [];
  look = () => Promise.resolve();
  health = createHealthChecks({
    store,
    clock: host.clock,
    ids: { ...randomIds, fraction: () => 0.5 },
    logger: silentLogger,
    look: (id, signal) => {
      looked.push({ id, at: host.clock.elapsed() });
      return look(id, signal);
    },
  });
});

afterEach(async () => {
  await health.stop();
  await host.close();
});

async function addServer(name: string, healthCheckMs: number, isPinned = true): Promise<number> {
  const { id } = await host.api.servers.create({
    name,
    address: "127.0.0.1",
    username: "deploy",
    authentication: { kind: "agent" },
    options: { healthCheckMs },
  });
  const key = { algorithm: "ssh-ed25519", fingerprint: "SHA256:x", public_key: "AAAA", seen_at: 0 };
  if (isPinned) await putHostKey(store.write, { server_id: id, state: "pinned", ...key });
  return id;
}

function gaps(id: number): number[] {
  const times = looked.filter((one) => one.id === id).map(({ at }) => at);
  return times.slice(1).map((at, index) => at - (times[index] ?? 0));
}

test("each server is looked at as often as it says, and none without an accepted key or on request only", async () => {
  const often = await addServer("often", 10_000);
  const seldom = await addServer("seldom", 60_000);
  await addServer("never", 0);
  await addServer("unknown", 10_000, false);
  health.start();
  await host.clock.advance(5 * 60_000);
  expect(new Set(looked.map(({ id }) => id))).toEqual(new Set([often, seldom]));
  expect(gaps(often).length).toBeGreaterThanOrEqual(25);
  for (const gap of gaps(often)) expect(gap).toBeGreaterThanOrEqual(10_000);
  for (const gap of gaps(often)) expect(gap).toBeLessThanOrEqual(11_000);
  expect(gaps(seldom).length).toBe(4);
});

test("four at once are looked at, and what goes on when the program leaves is ended", async () => {
  for (let index = 0; index < 10; index++) await addServer(`server-${String(index)}`, 10_000);
  let ended = 0;
  look = (_id, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        ended += 1;
        reject(signal.reason as Error);
      });
    });
  health.start();
  await host.clock.advance(60_000);
  expect(looked.length).toBe(4);
  await health.stop();
  expect(ended).toBe(4);
});

test("a server that is held is looked at when its time is over, and not before", async () => {
  const id = await addServer("down", 10_000);
  const heldUntil = host.clock.now() + 47_000;
  await updateServer(store.write, id, { held_until: heldUntil, held_since: host.clock.now(), held_reason: "gone" });
  health.start();
  await host.clock.advance(46_000);
  expect(looked).toEqual([]);
  await host.clock.advance(4_000);
  expect(looked.length).toBe(1);
});

test("looks are kept for two weeks, after a day one of each state in ten minutes", async () => {
  const id = await addServer("web-1", 0);
  const hour = 3_600_000;
  const now = host.clock.now();
  const point = { server_id: id, latency_ms: 1, load: 1, memory_used: 1, memory_total: 2, disk_used: 1, disk_total: 2 };
  const start = Math.floor((now - 25 * hour) / 600_000) * 600_000;
  for (const [at, reachable] of [
    [now - 15 * 24 * hour, 1],
    [start, 1],
    [start + 60_000, 1],
    [start + 120_000, 0],
    [start + 600_000, 1],
    [now - hour, 1],
    [now - hour + 60_000, 1],
  ] as const) {
    await insertServerCheck(store.write, { ...point, at, reachable });
  }
  health.start();
  await host.clock.advance(2_000);
  expect((await checksSince(store.read, id, 0)).map(({ at }) => at)).toEqual([
    start,
    start + 120_000,
    start + 600_000,
    now - hour,
    now - hour + 60_000,
  ]);
});
