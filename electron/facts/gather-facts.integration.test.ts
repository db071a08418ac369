import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBed, type BedServer } from "../../e2e/bed/read-bed.mjs";
import { usualOptions, type ServerOptions } from "../../shared/server-options.ts";
import { systemClock, type Clock } from "../base/clock.ts";
import { silentLogger } from "../base/logger.ts";
import type { ServerConnection } from "../executors/executor.ts";
import { createConnectionPool } from "../executors/ssh/connection-pool.ts";
import { createServerAccess } from "../executors/ssh/create-server-access.ts";
import { gatherFacts } from "./gather-facts.ts";

const bed = readBed();
const pool = createConnectionPool(systemClock, silentLogger);
const access = createServerAccess(pool, systemClock);
let directory: string;
let privateKey: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cronium-facts-"));
  privateKey = await readFile(bed.servers[0]?.privateKeyFile ?? "", "utf8");
});

afterAll(async () => {
  access.close();
  await rm(directory, { recursive: true, force: true });
});

function connectionTo(server: BedServer, id: number, options: ServerOptions = {}): ServerConnection {
  return {
    id,
    name: server.name,
    address: server.address,
    port: server.port,
    username: server.username,
    credential: { kind: "key", privateKey, passphrase: undefined },
    pinnedHostKey: undefined,
    expectedFingerprint: server.hostKeyFingerprint,
    options: { ...usualOptions, ...options } as ServerConnection["options"] & object,
  };
}

function ask(server: BedServer, clock: Clock = systemClock, options: ServerOptions = {}) {
  const signal = AbortSignal.timeout(20_000);
  const id = bed.servers.indexOf(server) + 1;
  return gatherFacts(access, connectionTo(server, id, options), clock, { full: true, former: undefined }, signal);
}

const first = (): BedServer => bed.servers[0] as BedServer;

describe("what a server tells of itself", () => {
  it.each(bed.servers.slice(0, 3).map((server) => [server.name, server] as const))("%s", async (_name, server) => {
    const { facts } = await ask(server);
    expect(facts.system).toMatch(/^Linux /);
    expect(facts.shell).toBe(server.shell);
    expect(facts.posixShell).toMatch(/^(dash|bash|busybox)$/);
    expect(facts.cores).toBeGreaterThanOrEqual(1);
    expect(facts.memoryUsed).toBeLessThan(facts.memoryTotal ?? 0);
    expect(facts.diskUsed).toBeLessThanOrEqual(facts.diskTotal ?? 0);
    expect(facts.load).toHaveLength(3);
    expect(facts.bootId).toMatch(/^[0-9a-f-]{36}$/);
    expect(facts.interpreters?.["bash"]).toMatch(/^\d/);
    expect(facts.forwarding).toBe(true);
    expect(Math.abs(facts.clockOffsetMs ?? Infinity)).toBeLessThan(5_000);
    expect(facts.warnings.map(({ kind }) => kind).filter((kind) => kind !== "disk_nearly_full")).toEqual([]);
  });
});

it("warns of a clock that is three hours off, and says what to do", async () => {
  const early: Clock = { ...systemClock, now: () => systemClock.now() - 3 * 3_600_000 };
  const { facts } = await ask(first(), early);
  expect(facts.warnings.find(({ kind }) => kind === "clock_off")).toMatchObject({
    message: "Its clock is 3 hours ahead of this computer's.",
    remedy: expect.stringContaining("time server") as string,
  });
});

it("warns where runs may not be written, and leaves nothing behind", async () => {
  const { facts } = await ask(first(), systemClock, { directory: "/proc/cronium" });
  expect(facts.warnings.map(({ kind }) => kind)).toContain("home_read_only");
});

it("asks little the second time, and keeps what is known", async () => {
  const { facts: former } = await ask(first());
  const connection = connectionTo(first(), 1);
  const { facts } = await gatherFacts(
    access,
    connection,
    systemClock,
    { full: false, former },
    AbortSignal.timeout(20_000),
  );
  expect(facts.interpreters).toEqual(former.interpreters);
  expect(facts.system).toBe(former.system);
});
