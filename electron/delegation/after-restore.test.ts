import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { ScheduleInput } from "../../shared/schedule.ts";
import { silentLogger, type Logger } from "../base/logger.ts";
import { completeRestore, prepareRestore } from "../store/restore.ts";
import { createFakeClock, type FakeClock } from "../testing/fake-clock.ts";
import { ledgerRows } from "../testing/host-bench.ts";
import { openTestHost, sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { createScriptedServerSide, type ScriptedServerSide } from "../testing/scripted-server-side.ts";

const minute = 60_000;

let host: TestHost | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

interface World {
  readonly clock: FakeClock;
  readonly side: ScriptedServerSide;
  readonly eventId: number;
  /** Levels and words of what the program told its log. */
  readonly told: string[];
  api(): TestHost["api"];
  lend(name: string): Promise<unknown>;
  /** What was in the data at one moment takes the place of what it became. */
  backTo(then: string): Promise<void>;
}

async function openWorld(): Promise<World> {
  const clock = createFakeClock(testStart);
  const side = createScriptedServerSide(clock);
  const told: string[] = [];
  const teller = (level: string) => (_what: unknown, words?: string) => void told.push(`${level} ${words ?? ""}`);
  const logger = {
    ...silentLogger,
    warn: teller("warn"),
    error: teller("error"),
    child: () => logger,
  } as unknown as Logger;
  const open = async (dataDirectory?: string): Promise<TestHost> => {
    const executor = createScriptedExecutor(exitsWith(0, "hello\n"));
    const where = dataDirectory === undefined ? {} : { dataDirectory };
    return (host = await openTestHost({ clock, serverSide: side, executor, logger, ...where }));
  };
  const opened = await open();
  const { api } = opened;
  const serverIds: number[] = [];
  for (const name of ["far", "near"]) {
    const place = { name, address: `${name}.example`, username: "me" };
    serverIds.push((await api.servers.create({ ...place, authentication: { kind: "agent" } })).id);
  }
  const [far = 0, near = 0] = serverIds;
  const every = { kind: "interval", everyMs: 10 * minute, anchorMs: testStart, overlap: "allow", missed: "all" };
  const run = { on: "servers" as const, serverIds, groups: [] };
  const { id: eventId } = await api.events.create(sampleEvent({ run, schedule: every as ScheduleInput }));
  return {
    clock,
    side,
    eventId,
    told,
    api: () => (host ?? opened).api,
    lend: (name) => {
      const serverId = name === "far" ? far : near;
      return (host ?? opened).api.delegations.create({ eventId, serverId, untilAt: clock.now() + 60 * minute });
    },
    async backTo(then) {
      const { host: running, dataDirectory } = host ?? opened;
      await running.stop();
      const path = join(dataDirectory, "cronium.sqlite");
      prepareRestore(then, path);
      completeRestore(path, clock);
      await open(dataDirectory);
    },
  };
}

async function jobsOf({ api, eventId }: World): Promise<readonly string[]> {
  const { jobs } = await api().jobs.list({ eventId, limit: 50 });
  const inOrder = jobs.toSorted((left, right) => (left.dueAt ?? 0) - (right.dueAt ?? 0));
  return inOrder.map(({ dueAt = 0, status }) => `${String((dueAt - testStart) / minute)} ${status}`);
}

test("what a server ran of an event that is paused in the backup is taken in, with its results", async () => {
  const world = await openWorld();
  const { eventId, clock } = world;
  await world.api().events.setStatus({ id: eventId, status: "PAUSED" });
  const { path } = await world.api().database.backUp();
  await world.api().events.setStatus({ id: eventId, status: "ACTIVE" });
  await world.lend("far");
  await clock.advance(26 * minute);
  world.side.link = "down";
  await world.backTo(path);
  world.side.link = "up";
  await clock.advance(2 * minute);
  expect(await jobsOf(world)).toEqual(["10 completed", "20 completed"]);
  const rows = host === undefined ? [] : await ledgerRows(host, eventId);
  expect(rows.map(({ dueAt, cause }) => [(dueAt - testStart) / minute, cause])).toEqual([
    [10, "on_server"],
    [20, "on_server"],
  ]);
  expect((await world.api().occurrences.verify()).valid).toBe(true);
  expect(world.side.folders.size).toBe(0);
  await world.api().events.setStatus({ id: eventId, status: "ACTIVE" });
  await clock.advance(10 * minute);
  expect((await jobsOf(world)).slice(2)).toEqual(["30 completed"]);
});

test("what a server ran of a schedule that is left to another one in the backup is fetched, and nothing runs again", async () => {
  const world = await openWorld();
  const { eventId, clock } = world;
  await world.lend("near");
  const { path } = await world.api().database.backUp();
  await world.api().delegations.takeBack({ eventId });
  await world.lend("far");
  await clock.advance(26 * minute);
  await world.backTo(path);
  await clock.advance(15 * minute);
  expect(await jobsOf(world)).toEqual(["10", "20", "30", "40"].map((at) => `${at} completed`));
  expect(world.side.begun).toHaveLength(2);
  expect((await world.api().occurrences.verify()).valid).toBe(true);
  expect(world.side.folders.size).toBe(0);
});

test("what a server cannot say whose it is, is told once, and left as it is", async () => {
  const world = await openWorld();
  const { path } = await world.api().database.backUp();
  world.side.damaged = ["left_x"];
  await world.backTo(path);
  await world.clock.advance(5 * minute);
  const words = "warn what a server says of whose a schedule is cannot be read; it stays there as it is";
  // Two servers answer alike.
  expect(world.told).toEqual([words, words]);
});

test("a server that keeps us waiting too long is away, not a fault of the program", async () => {
  const world = await openWorld();
  await world.lend("far");
  world.side.report = (_server, _id, _after, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        reject(signal.reason as Error);
      });
    });
  await world.clock.advance(5 * minute);
  const [latest] = await world.api().delegations.list({ eventId: world.eventId });
  expect(latest?.problem).toMatch(/did not answer within 90 s/);
  expect(world.told).toEqual([]);
});
