import { afterEach, expect, test } from "vitest";
import { nextTurn } from "../base/clock.ts";
import { UnreachableError } from "../executors/spool/command-channel.ts";
import { ledgerRows } from "../testing/host-bench.ts";
import { backToThen, minutesOf, openLentWorld, type LentWorld } from "../testing/lent-world.ts";
import { testStart } from "../testing/open-test-host.ts";
import { createScriptedExecutor } from "../testing/scripted-executor.ts";

const minute = 60_000;

let opened: LentWorld | undefined;
afterEach(async () => {
  await opened?.host.close();
  opened = undefined;
});

async function openWorld(...given: Parameters<typeof openLentWorld>): Promise<LentWorld> {
  return (opened = await openLentWorld(...given));
}

/** Lends for 45 minutes; once the server is being given it, something else happens, and then it has been given. */
async function whileInstalling(world: LentWorld, happens: () => Promise<unknown>): Promise<void> {
  const { side } = world;
  const install = side.install.bind(side);
  const begun = Promise.withResolvers<undefined>();
  const goOn = Promise.withResolvers<undefined>();
  side.install = async (...given) => {
    begun.resolve(undefined);
    await goOn.promise;
    return install(...given);
  };
  const lent = world.lend(45 * minute);
  await begun.promise;
  const happened = happens();
  await world.clock.advance(0);
  goOn.resolve(undefined);
  await Promise.allSettled([lent, happened]);
}

test("taken back while the server is being given it, it is taken back", async () => {
  const world = await openWorld();
  await whileInstalling(world, () => world.api.delegations.takeBack({ eventId: world.eventId }));
  await world.clock.advance(11 * minute);
  expect(await world.latest()).toMatchObject({ state: "ended" });
  expect(world.side.folders.size).toBe(0);
  const rows = await ledgerRows(world.host, world.eventId);
  expect(rows.map(({ cause }) => cause)).toEqual(["on_time"]);
});

test("where the server is gone right after it was given it, it has it, and is asked again", async () => {
  const world = await openWorld();
  const { side } = world;
  const install = side.install.bind(side);
  side.install = async (...given) => {
    await install(...given);
    side.link = "down";
  };
  await world.lend(45 * minute);
  expect(await world.latest()).toMatchObject({ state: "active", problem: "far refused the connection" });
  await world.clock.advance(11 * minute);
  side.link = "up";
  await world.clock.advance(minute);
  const rows = await ledgerRows(world.host, world.eventId);
  expect(rows.map(({ cause }) => cause)).toEqual(["on_server"]);
});

test("asked back while the server is being given it, which is gone right after, it stays with the server for now", async () => {
  const world = await openWorld();
  await whileInstalling(world, async () => {
    const taken = world.api.delegations.takeBack({ eventId: world.eventId });
    world.side.disarm = () => Promise.reject(new UnreachableError({ reason: "connect_failed", message: "refused" }));
    await taken;
  });
  expect(await world.latest()).toMatchObject({ state: "revoking" });
  expect(world.side.folders.size).toBe(1);
});

test("a server that is another one by now is not taken for the one that lost its files", async () => {
  const world = await openWorld();
  await world.lend(45 * minute);
  const [server] = await world.api.servers.list();
  const { report } = world.side;
  const moved = { name: "far", address: "127.0.0.2", username: "me", authentication: { kind: "agent" as const } };
  await world.api.servers.update({ id: server?.id ?? 0, server: moved });
  world.side.report = () => Promise.resolve(undefined);
  await world.clock.advance(15 * minute);
  expect(await world.latest()).toMatchObject({
    state: "active",
    problem: expect.stringContaining("me@127.0.0.1:22") as string,
  });
  world.side.report = report;
  await world.api.servers.update({ id: server?.id ?? 0, server: { ...moved, address: "127.0.0.1" } });
  await world.clock.advance(minute);
  const rows = await ledgerRows(world.host, world.eventId);
  expect(rows.map(({ cause }) => cause)).toEqual(["on_server"]);
});

test("given up while the server is being given it, nothing stays there that would run beside the program", async () => {
  const world = await openWorld();
  await whileInstalling(world, () => world.api.delegations.giveUp({ eventId: world.eventId }));
  await world.clock.advance(11 * minute);
  expect(await world.latest()).toMatchObject({ state: "ended" });
  expect(world.side.folders.size).toBe(0);
  expect(world.side.begun).toEqual([]);
});

test("where the clock was set back, the server is given no instant that the ledger has already", async () => {
  const world = await openWorld();
  await world.clock.advance(20 * minute);
  world.clock.step(-15 * minute);
  await world.lend(45 * minute);
  const given = world.side.installations[0]?.runs.map(({ dueAt }) => (dueAt - testStart) / minute);
  expect(given).toEqual([30, 40]);
  await world.clock.advance(60 * minute);
  const rows = await ledgerRows(world.host, world.eventId);
  expect(rows.map(({ dueAt }) => (dueAt - testStart) / minute)).toEqual([10, 20, 30, 40, 50, 60]);
});

test("while enough of its runs are being taken up, the server is not asked over and over", async () => {
  const world = await openWorld(minute, createScriptedExecutor());
  await world.lend(45 * minute);
  world.side.link = "down";
  for (let passed = 0; passed < 30; passed += 1) {
    await world.clock.advance(minute);
    world.side.wake();
  }
  world.side.link = "up";
  const { side } = world;
  let asked = 0;
  for (const name of ["report", "disarm"] as const) {
    const ask = side[name].bind(side);
    side[name] = (...given) => {
      asked += 1;
      return ask(...given);
    };
  }
  await world.clock.advance(5 * minute);
  expect(asked).toBeLessThanOrEqual(6);
  const taken = world.api.delegations.takeBack({ eventId: world.eventId });
  await world.clock.advance(minute);
  await taken;
  expect(asked).toBeLessThanOrEqual(16);
});

test("after an older backup was restored, a schedule left since is known again: each instant once, on one side", async () => {
  const world = await openWorld();
  const { path } = await world.api.database.backUp();
  await world.clock.advance(5 * minute);
  await world.lend(60 * minute);
  await world.clock.advance(26 * minute);
  // What ran so far is in the data that is now replaced, and its files are removed there.
  world.side.fetch();
  await backToThen(world, path);
  const { api } = world.host;
  expect(await api.delegations.list({ eventId: world.eventId })).toMatchObject([{ state: "active" }]);
  await world.clock.advance(20 * minute);
  await api.delegations.takeBack({ eventId: world.eventId });
  await world.clock.advance(10 * minute);
  const there = ["10 run on_server", "20 run on_server", "30 run on_server", "40 run on_server", "50 run on_server"];
  expect(await minutesOf(world)).toEqual([...there, "60 run on_time"]);
  expect(world.side.begun).toHaveLength(5);
  expect((await api.jobs.list({ eventId: world.eventId, limit: 10 }))?.jobs).toHaveLength(3);
  expect(world.side.folders.size).toBe(0);
});

test("after a restore nothing is decided before the last server has been asked", async () => {
  const world = await openWorld();
  for (let other = 1; other <= 11; other += 1) {
    const place = { name: `near-${String(other)}`, address: `192.0.2.${String(other)}`, username: "me" };
    await world.api.servers.create({ ...place, authentication: { kind: "agent" } });
  }
  const { path } = await world.api.database.backUp();
  await world.lend(45 * minute);
  await world.clock.advance(26 * minute);
  const { side } = world;
  const list = side.list.bind(side);
  const asked = Promise.withResolvers<undefined>();
  const answers = Promise.withResolvers<undefined>();
  let others = 0;
  side.list = async (server, signal) => {
    if (server.name === "far") await answers.promise;
    else if (++others === 11) asked.resolve(undefined);
    return server.name === "far" ? list(server, signal) : { found: [], damaged: [] };
  };
  const restored = backToThen(world, path);
  await asked.promise;
  // Long enough for whoever would decide too early: it reads and writes the same database.
  for (let turn = 0; turn < 200; turn += 1) await nextTurn();
  answers.resolve(undefined);
  await restored;
  await world.clock.advance(minute);
  expect(await minutesOf(world)).toEqual(["10 run on_server", "20 run on_server"]);
});

test("what ran there of what was decided here after a restore is taken up beside it, and nothing stays there", async () => {
  const world = await openWorld();
  const { path } = await world.api.database.backUp();
  await world.lend(60 * minute);
  await world.clock.advance(6 * minute);
  world.side.link = "down";
  await world.clock.advance(16 * minute);
  world.side.wake();
  await backToThen(world, path);
  await world.clock.advance(2 * minute);
  world.side.link = "up";
  await world.clock.advance(2 * minute);
  const { api } = world.host;
  await api.delegations.takeBack({ eventId: world.eventId });
  await world.clock.advance(10 * minute);
  expect(await minutesOf(world)).toEqual(["10 catch_up caught_up", "20 catch_up caught_up", "30 run on_time"]);
  const { jobs } = await api.jobs.list({ eventId: world.eventId, limit: 10 });
  expect(jobs.map(({ status }) => status)).toEqual(Array(5).fill("completed"));
  const there = world.side.installations[0]?.runs.slice(0, 2).map(({ jobId }) => jobId);
  expect(jobs.map(({ id }) => id)).toEqual(expect.arrayContaining(there ?? []));
  expect(await world.latest()).toMatchObject({ state: "ended", runs: { collected: 2, pending: 0 } });
  expect(world.side.folders.size).toBe(0);
});

test("after a restore what has run there meanwhile counts towards the maximum of runs", async () => {
  const world = await openWorld(undefined, undefined, 4);
  const { path } = await world.api.database.backUp();
  await world.lend(45 * minute);
  await world.clock.advance(26 * minute);
  world.side.fetch();
  await backToThen(world, path);
  await world.clock.advance(60 * minute);
  const ran = (await minutesOf(world)).filter((row) => row.includes(" run "));
  expect(ran).toEqual(["10", "20", "30", "40"].map((at) => `${at} run on_server`));
});

test("after a restore it is known by whatever name its event had when it was left", async () => {
  const world = await openWorld();
  const { path } = await world.api.database.backUp();
  const { version, fields } = await world.api.events.get({ id: world.eventId });
  const event = { ...fields, name: "another name" };
  await world.api.events.update({ id: world.eventId, version, event });
  await world.lend(60 * minute);
  await world.clock.advance(26 * minute);
  await backToThen(world, path);
  await world.clock.advance(minute);
  expect(await minutesOf(world)).toEqual(["10 run on_server", "20 run on_server"]);
});

test("where a server cannot be asked after a restore, that is told, and it is asked again", async () => {
  const world = await openWorld();
  const { path } = await world.api.database.backUp();
  await world.lend(60 * minute);
  world.side.link = "down";
  await backToThen(world, path);
  const told = async () => (await world.host.api.system.doctor()).find(({ name }) => name === "restored data");
  expect(await told()).toMatchObject({ verdict: "warning", message: expect.stringContaining("far") as string });
  await world.clock.advance(11 * minute);
  world.side.link = "up";
  await world.clock.advance(2 * minute);
  expect(await told()).toBeUndefined();
  await world.clock.advance(10 * minute);
  expect(await minutesOf(world)).toEqual(["10 run on_time", "20 run on_server"]);
});

test("a schedule that the restored data has given back, or knows nothing of, is removed from its server", async () => {
  const world = await openWorld();
  await world.lend(60 * minute);
  world.side.link = "down";
  await world.api.delegations.giveUp({ eventId: world.eventId });
  const { path } = await world.api.database.backUp();
  world.side.link = "up";
  expect(world.side.folders.size).toBe(1);
  await backToThen(world, path);
  expect(world.side.folders.size).toBe(0);
  await world.clock.advance(11 * minute);
  expect(await minutesOf(world)).toEqual(["10 run on_time"]);
});

test("two programs that ask for one schedule are told of each other", async () => {
  const world = await openWorld();
  await world.lend(60 * minute);
  world.side.other = { name: "laptop:1a2b", agoMs: 20_000 };
  await world.clock.advance(minute);
  expect(await world.latest()).toMatchObject({ problem: expect.stringContaining("laptop:1a2b") as string });
  world.side.other = { name: "laptop:1a2b", agoMs: 3_600_000 };
  await world.clock.advance(minute);
  expect(await world.latest()).toMatchObject({ problem: undefined });
});
