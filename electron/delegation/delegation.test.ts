import { afterEach, expect, test } from "vitest";
import type { EventInput } from "../../shared/event.ts";
import type { ScheduleInput } from "../../shared/schedule.ts";
import { createFakeClock, type FakeClock } from "../testing/fake-clock.ts";
import { ledgerRows } from "../testing/host-bench.ts";
import { openTestHost, sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { createScriptedServerSide, type ScriptedServerSide } from "../testing/scripted-server-side.ts";

const second = 1_000;
const minute = 60 * second;
const everyTenMinutes = { kind: "interval", everyMs: 10 * minute, anchorMs: testStart } as const;

let opened: TestHost | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

interface World {
  host: TestHost;
  readonly clock: FakeClock;
  readonly side: ScriptedServerSide;
  readonly eventId: number;
  readonly serverId: number;
}

async function openWorld(schedule: Partial<ScheduleInput> = {}, changes: Partial<EventInput> = {}): Promise<World> {
  const clock = createFakeClock(testStart);
  const side = createScriptedServerSide(clock);
  const host = await openTestHost({
    clock,
    serverSide: side,
    executor: createScriptedExecutor(exitsWith(0, "hello\n")),
  });
  opened = host;
  const server = { name: "far", address: "127.0.0.1", username: "me", authentication: { kind: "agent" } } as const;
  const { id: serverId } = await host.api.servers.create(server);
  const { id: eventId } = await host.api.events.create(
    sampleEvent({
      run: { on: "servers", serverIds: [serverId], groups: [] },
      schedule: { ...everyTenMinutes, ...schedule } as ScheduleInput,
      ...changes,
    }),
  );
  return { host, clock, side, eventId, serverId };
}

async function lend({ host, eventId, serverId, clock }: World, forMs: number): Promise<void> {
  await host.api.delegations.create({ eventId, serverId, untilAt: clock.now() + forMs });
}

/** The app is away for a while: the server's own timer goes on. */
async function away(world: World, forMs: number): Promise<void> {
  await world.host.host.stop();
  for (let passed = 0; passed < forMs; passed += minute) {
    await world.clock.advance(minute);
    world.side.wake();
  }
  world.host = await openTestHost({
    clock: world.clock,
    serverSide: world.side,
    executor: createScriptedExecutor(exitsWith(3, "from there\n")),
    dataDirectory: world.host.dataDirectory,
  });
  opened = world.host;
}

async function ledger(world: World): Promise<string[]> {
  const rows = await ledgerRows(world.host, world.eventId);
  return rows.map((row) => `${String((row.dueAt - testStart) / minute)} ${row.decision} ${row.cause}`);
}

async function state({ host, eventId }: World): Promise<string | undefined> {
  return (await host.api.delegations.list({ eventId }))[0]?.state;
}

test("what a server ran while the program was away is in the ledger once, with the jobs, logs and exit codes", async () => {
  const world = await openWorld();
  await lend(world, 45 * minute);
  expect(await state(world)).toBe("active");
  await away(world, 35 * minute);
  await world.clock.advance(5 * second);
  expect(await ledger(world)).toEqual(["10 run on_server", "20 run on_server", "30 run on_server"]);
  const jobs = await world.host.api.jobs.list({ eventId: world.eventId, limit: 10 });
  expect(jobs.jobs.map((job) => [job.status, job.exitCode])).toEqual(Array(3).fill(["failed", 3]));
  expect(world.side.begun).toHaveLength(3);
  // The rest is the program's again, once the time is over.
  await world.clock.advance(30 * minute);
  expect((await ledger(world)).slice(3)).toEqual(["40 run on_server", "50 run on_time", "60 run on_time"]);
  expect(await state(world)).toBe("ended");
  expect(world.side.folders.size).toBe(0);
  const checked = await world.host.api.occurrences.verify();
  expect(checked.valid).toBe(true);
});

test("a run that a server began has the times of the server", async () => {
  const world = await openWorld();
  const { host, clock } = world;
  const start = clock.now();
  await lend(world, 45 * minute);
  await host.host.stop();
  for (let passed = 0; passed < 35; passed += 1) {
    await clock.advance(minute);
    world.side.wake();
  }
  const report = world.side.report.bind(world.side);
  world.side.report = async (...given) => {
    const told = await report(...given);
    return told && { ...told, notes: told.notes.map((note) => ({ ...note, at: note.at - 700 })) };
  };
  const endedAt = start + 10 * minute + 90 * second;
  // Of the others it tells an end before they began, and of all a start before they were due, as whole seconds may.
  const executor = createScriptedExecutor(() => ({ kind: "exited", exitCode: 0, endedAt }));
  const { dataDirectory } = host;
  world.host = opened = await openTestHost({ clock, serverSide: world.side, executor, dataDirectory });
  await clock.advance(5 * second);
  const { jobs } = await world.host.api.jobs.list({ eventId: world.eventId, limit: 10 });
  const times = jobs.map((job) => [(job.startedAt ?? 0) - start, (job.finishedAt ?? 0) - start]);
  expect(times.toSorted(([left = 0], [right = 0]) => left - right)).toEqual([
    [10 * minute, 11.5 * minute],
    [20 * minute, 20 * minute],
    [30 * minute, 30 * minute],
  ]);
});

test("taken back, later instants are the program's, and nothing is left there", async () => {
  const world = await openWorld();
  await lend(world, 3 * 60 * minute);
  await world.clock.advance(15 * minute);
  await world.host.api.delegations.takeBack({ eventId: world.eventId });
  expect(await state(world)).toBe("ended");
  await world.clock.advance(15 * minute);
  expect(await ledger(world)).toEqual(["10 run on_server", "20 run on_time", "30 run on_time"]);
  expect(world.side.folders.size).toBe(0);
});

test("taken back from a server that is away, it waits; given up, it says that nobody can know", async () => {
  const world = await openWorld({ missed: "all", missedWindowMs: 24 * 60 * minute });
  await lend(world, 3 * 60 * minute);
  world.side.link = "down";
  await world.clock.advance(15 * minute);
  await world.host.api.delegations.takeBack({ eventId: world.eventId });
  await world.clock.advance(10 * minute);
  expect(await state(world)).toBe("revoking");
  expect(await ledger(world)).toEqual([]);
  const [view] = await world.host.api.delegations.list({ eventId: world.eventId });
  expect(view?.problem).toContain("refused the connection");
  await world.host.api.delegations.giveUp({ eventId: world.eventId });
  expect(await ledger(world)).toEqual(["10 missed server_silent", "20 missed server_silent"]);
  await world.clock.advance(10 * minute);
  expect((await ledger(world)).slice(2)).toEqual(["30 run on_time"]);
  expect(await state(world)).toBe("ended");
});

test("a server that was off too long counts what it missed by the schedule's own rule", async () => {
  const world = await openWorld({ missed: "latest", missedWindowMs: 60 * minute });
  await lend(world, 60 * minute);
  world.side.isOn = false;
  await away(world, 35 * minute);
  world.side.isOn = true;
  await world.clock.advance(2 * minute);
  expect(await ledger(world)).toEqual(["10 missed missed_on_server", "20 missed missed_on_server", "30 run on_server"]);
  const [last] = (await ledgerRows(world.host, world.eventId)).slice(-1);
  expect(last?.reason).toMatch(/far ran it.*late/);
});

test("a calendar keeps its instants from the server, and says so", async () => {
  const world = await openWorld();
  await world.host.api.calendars.create({
    name: "freeze",
    timezone: "UTC",
    windows: [
      {
        kind: "dated",
        effect: "blackout",
        from: "2026-03-02T12:15",
        until: "2026-03-02T12:25",
      },
    ],
    attachments: [{ kind: "everything" }],
  });
  await lend(world, 45 * minute);
  expect(world.side.installations[0]?.runs).toHaveLength(3);
  await away(world, 46 * minute);
  await world.clock.advance(5 * second);
  expect(await ledger(world)).toEqual([
    "10 run on_server",
    "20 skipped calendar",
    "30 run on_server",
    "40 run on_server",
  ]);
});

test("a schedule that is left is not changed, nor its event deleted, nor its server archived", async () => {
  const world = await openWorld();
  const { api } = world.host;
  await lend(world, 45 * minute);
  const left = /is left to the server far/;
  await expect(api.events.setStatus({ id: world.eventId, status: "PAUSED" })).rejects.toThrow(left);
  await expect(api.events.remove({ id: world.eventId })).rejects.toThrow(left);
  await expect(api.servers.archive({ id: world.serverId })).rejects.toThrow(left);
  await expect(lend(world, 45 * minute)).rejects.toThrow(/already/);
});

test("where it cannot be left, the schedule stays with the program", async () => {
  const world = await openWorld();
  world.side.timer = undefined;
  await expect(lend(world, 45 * minute)).rejects.toThrow(/there is no crontab/);
  world.side.timer = "cron";
  world.side.link = "down";
  await expect(lend(world, 45 * minute)).rejects.toThrow(/refused the connection/);
  await world.clock.advance(11 * minute);
  expect(await ledger(world)).toEqual(["10 run on_time"]);
  const queued = await openWorld({ overlap: "queue" });
  await expect(lend(queued, 45 * minute)).rejects.toThrow(/only this program/);
  await world.host.close();
});

test("when somebody removed its files there, it says that nobody can know", async () => {
  const world = await openWorld();
  await lend(world, 45 * minute);
  await world.host.host.stop();
  await world.clock.advance(25 * minute);
  world.side.wipe();
  await away(world, 0);
  await world.clock.advance(5 * second);
  expect(await ledger(world)).toEqual(["10 missed server_silent", "20 missed server_silent"]);
  expect(await state(world)).toBe("ended");
});

test("while it is left, what is to come is foretold, an instant is not decided yet, and nothing seems wrong with the clock", async () => {
  const world = await openWorld();
  const { api } = world.host;
  const hour = { fromMs: testStart, untilMs: testStart + 60 * minute };
  const before = await api.forecast.read(hour);
  await lend(world, 45 * minute);
  const words = before.rows[0]?.words ?? "";
  const during = before.rows.map((row) => ({ ...row, words: `${words}, left to far` }));
  expect((await api.forecast.read(hour)).rows).toEqual(during);
  // What is next is the server's, not the first after that time.
  const next = { nextDueAt: testStart + 10 * minute, nextDueOn: "far" };
  expect(await api.events.get({ id: world.eventId })).toMatchObject(next);
  expect((await api.events.list())[0]).toMatchObject(next);
  expect((await api.system.overview()).next).toMatchObject([{ dueAt: next.nextDueAt, server: "far" }]);
  const instant = { eventId: world.eventId, atMs: testStart + 20 * minute };
  expect((await api.occurrences.explain(instant)).message).toMatch(/has not come|not (yet )?decided|still to come/);
  const lines = await api.system.doctor();
  expect(lines.find(({ name }) => name === "clock")?.verdict).toBe("ok");
});

test("a server that could not be asked while the vault was locked is asked as soon as it is open", async () => {
  const world = await openWorld();
  const server = { name: "far", address: "127.0.0.1", username: "me" };
  const authentication = { kind: "password", password: "for this test alone" } as const;
  await world.host.api.servers.update({ id: world.serverId, server: { ...server, authentication } });
  await lend(world, 45 * minute);
  await world.host.api.vault.changePassphrase({ next: "passphrase of a test" });
  await away(world, minute);
  await world.clock.advance(second);
  const problem = async () => (await world.host.api.delegations.list({ eventId: world.eventId }))[0]?.problem;
  expect(await problem()).toMatch(/locked/);
  await world.host.api.vault.unlock({ passphrase: "passphrase of a test" });
  await expect.poll(problem, { timeout: 10_000 }).toBeUndefined();
});
