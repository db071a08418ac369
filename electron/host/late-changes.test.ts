import { expect, test } from "vitest";
import { silentLogger } from "../base/logger.ts";
import { settleAhead } from "../schedule/ledger-settle.ts";
import { createTicker } from "../schedule/tick.ts";
import { ledgerRows, useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";

const open = useTestHosts();
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const every = (everyMs: number) => ({ kind: "interval", everyMs, anchorMs: testStart, missed: "none" }) as const;

async function create(host: TestHost, name: string, schedule: object): Promise<number> {
  return (await host.api.events.create(sampleEvent({ name, schedule: { ...every(minute), ...schedule } }))).id;
}

/** How often everything else had its turn while something went on. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let counting = true;
  const count = (): void => {
    turns += 1;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  await work();
  counting = false;
  return turns;
}

async function absenceRows(host: TestHost): Promise<{ readonly id: number; readonly until_at: number }[]> {
  return host.host.createContext().store.read.selectFrom("absences").selectAll().execute();
}

test("a tick that begins at any moment of a change loses nothing and fails nothing", async () => {
  const host = await open({ mode: "inspect" });
  const context = host.host.createContext();
  const parts = { ...context, logger: silentLogger, queued: () => undefined, replaced: () => undefined };
  const ticker = createTicker(parts);
  const id = await create(host, "changed", {});
  await create(host, "other", {});
  await ticker.start();
  for (let turns = 0; turns < 80; turns++) {
    host.clock.step(minute);
    const changing = host.api.events.setStatus({ id, status: "PAUSED" });
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    await Promise.all([changing, ticker.wake()]);
    expect(ticker.state.problem, `after ${String(turns)} turns`).toBeUndefined();
    await host.api.events.setStatus({ id, status: "ACTIVE" });
    await ticker.wake();
  }
  expect((await ledgerRows(host, id)).length).toBe(80);
  await ticker.stop();
});

test("a change before the first tick after an absence tells of it, and the tick of the same", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const [changed, other] = [await create(host, "changed", {}), await create(host, "other", {})];
  await host.clock.advance(second);
  host.clock.step(8 * hour);
  await host.api.events.setStatus({ id: changed, status: "PAUSED" });
  await host.clock.advance(minute);
  const absences = await absenceRows(host);
  expect(absences).toMatchObject([{ until_at: testStart + 8 * hour + second }]);
  for (const id of [changed, other]) {
    const missed = (await ledgerRows(host, id)).filter((row) => row.decision === "missed");
    expect(missed).toHaveLength(479);
    expect(new Set(missed.map((row) => row.absenceId))).toEqual(new Set([absences[0]?.id]));
  }
});

test("an event that is paused for failing before the first tick tells of the absence", async () => {
  const host = await open();
  const id = await create(host, "fails", { pauseAfterFailures: 1, missed: "none" });
  await host.clock.advance(minute);
  const execution = await host.executor.nth(0);
  host.clock.step(2 * hour);
  execution.end({ kind: "exited", exitCode: 1 });
  await host.clock.advance(minute);
  expect((await host.api.events.get({ id })).fields.status).toBe("PAUSED");
  const missed = (await ledgerRows(host, id)).filter((row) => row.decision === "missed");
  expect(missed.length).toBeGreaterThan(100);
  expect(missed.every((row) => row.absenceId !== undefined)).toBe(true);
});

test("without a host a command that changes an event tells of the absence, too", async () => {
  const host = await open();
  const id = await create(host, "changed", {});
  await host.clock.advance(second);
  await host.host.stop();
  host.clock.step(2 * hour);
  const command = await open({ mode: "inspect", clock: host.clock, dataDirectory: host.dataDirectory });
  await command.api.events.setStatus({ id, status: "PAUSED" });
  const missed = (await ledgerRows(command, id)).filter((row) => row.decision === "missed");
  expect(missed).toHaveLength(119);
  expect(new Set(missed.map((row) => row.absenceId)).size).toBe(1);
  expect(missed[0]?.absenceId).toBeDefined();
});

const changes: Readonly<Record<string, (host: TestHost, id: number) => Promise<unknown>>> = {
  pause: (host, id) => host.api.events.setStatus({ id, status: "PAUSED" }),
  edit: async (host, id) => {
    const { version, fields } = await host.api.events.get({ id });
    await host.api.events.update({ id, version, event: { ...fields, script: "echo other" } });
  },
  "change of tags": (host, id) => host.api.events.bulk({ ids: [id], action: { kind: "tags", add: ["a"], remove: [] } }),
  deletion: (host, id) => host.api.events.remove({ id }),
  "definition without it": (host) =>
    host.api.definitions.applyDefinition({ definition: { events: [] }, prune: true, dryRun: false }),
};

test.each(Object.entries(changes))("a %s after a long absence lets others have their turn", async (_, change) => {
  const host = await open({ mode: "inspect" });
  const id = await create(host, "busy", { everyMs: second, endMs: testStart + 20_000 * second });
  host.clock.step(20_020 * second);
  const other = await open({ mode: "inspect" });
  const rests = await create(other, "rests", {});
  const turns = await turnsDuring(() => change(other, rests));
  expect(await turnsDuring(() => change(host, id))).toBeGreaterThan(turns + 3);
  expect(await countRows(host, id)).toBe(20_000);
});

test("what is left to the change itself is little, however many events it is about", async () => {
  const host = await open({ mode: "inspect" });
  const ids = [await create(host, "one", every(second)), await create(host, "two", every(second))];
  const context = host.host.createContext();
  const written = async (): Promise<number> => (await host.api.occurrences.list({ limit: 10_000 })).length;
  host.clock.step(200 * second);
  await settleAhead(context, ids);
  expect(await written()).toBe(0);
  host.clock.step(100 * second);
  await settleAhead(context, ids);
  expect(await written()).toBe(600);
});

/** How many rows the ledger has for an event. */
async function countRows(host: TestHost, eventId: number): Promise<number> {
  const { count } = await host.host
    .createContext()
    .store.read.selectFrom("occurrences")
    .select((build) => build.fn.countAll<number>().as("count"))
    .where("event_id", "=", eventId)
    .executeTakeFirstOrThrow();
  return count;
}

test("a job that fails after a long absence, and so pauses its event, lets others have their turn", async () => {
  const host = await open();
  const id = await create(host, "fails", {
    everyMs: second,
    endMs: testStart + 20_000 * second,
    pauseAfterFailures: 1,
  });
  await host.api.events.run({ id });
  const run = await host.executor.nth(0);
  host.clock.step(20_020 * second);
  run.end({ kind: "exited", exitCode: 1 });
  const seen = new Set<number>();
  while ((await host.api.events.get({ id })).status !== "PAUSED") {
    seen.add(await countRows(host, id));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(seen.size).toBeGreaterThan(3);
  expect(await countRows(host, id)).toBe(20_000);
});

test("a job that a person resolves as failed after a long absence lets others have their turn", async () => {
  const host = await open({ executor: createScriptedExecutor(() => ({ kind: "unknown", message: "it restarted" })) });
  const schedule = { ...every(second), endMs: testStart + 20_000 * second, pauseAfterFailures: 1 };
  const { id } = await host.api.events.create(sampleEvent({ onUnknown: "needs_attention", schedule }));
  const { jobId } = await host.api.events.run({ id });
  await host.clock.advance(0);
  await host.host.stop();
  host.clock.step(20_020 * second);
  const command = await open({ mode: "inspect", clock: host.clock, dataDirectory: host.dataDirectory });
  const turns = await turnsDuring(() => command.api.jobs.resolve({ id: jobId, as: "failed" }));
  expect(turns).toBeGreaterThan(3);
  expect((await command.api.events.get({ id })).status).toBe("PAUSED");
  expect(await countRows(command, id)).toBe(20_000);
});
