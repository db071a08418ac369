import { afterEach, beforeEach, expect, test } from "vitest";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { openTestHost, sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";

const minute = 60_000;
const day = 86_400_000;
const everyMinute = { kind: "interval", everyMs: minute, anchorMs: testStart } as const;

let host: TestHost;
beforeEach(async () => {
  host = await openTestHost({ executor: createScriptedExecutor(exitsWith(0)) });
});
afterEach(() => host.close());

function store(): ReturnType<TestHost["host"]["createContext"]>["store"] {
  return host.host.createContext().store;
}

/** Minutes after the start of the test of all instants in the ledger, oldest first. */
async function minutes(): Promise<number[]> {
  return (await host.api.occurrences.list({ limit: 10_000 }))
    .map(({ dueAt }) => (dueAt - testStart) / minute)
    .reverse();
}

async function rows(table: "occurrences" | "occurrence_outcomes"): Promise<number[]> {
  const found = await store().read.selectFrom(table).select("id").orderBy("id").execute();
  return found.map(({ id }) => id);
}

test("what is older than the settings say goes, and the rest still proves itself", async () => {
  await host.api.events.create(sampleEvent({ schedule: { ...everyMinute, missed: "none" } }));
  await host.clock.advance(5 * minute);
  await host.api.settings.set({ ledgerKeepDays: 1 });
  host.clock.step(day);
  await host.clock.advance(5 * minute);
  // The clock may be wrong: so far nothing is removed.
  expect((await minutes())[0]).toBe(1);
  const before = await host.api.occurrences.verify();
  expect(before).toMatchObject({ valid: true });
  await host.clock.advance(7 * minute);
  // Minute 6 is old, too, but was decided only when the clock had moved on.
  expect((await minutes())[0]).toBe(6);
  expect((await rows("occurrences"))[0]).toBe(6);
  expect((await rows("occurrence_outcomes"))[0]).toBe(6);
  const after = await host.api.occurrences.verify({ containsHead: before.chains[0]?.head ?? "" });
  expect(after).toMatchObject({ valid: true, contains: { found: true, chain: "occurrences" } });
  expect(after.chains.map(({ rows: checked }) => checked)).toEqual([
    (await rows("occurrences")).length,
    (await rows("occurrence_outcomes")).length,
  ]);
  const [oldest] = (await host.api.occurrences.list({ limit: 10_000 })).slice(-1);
  expect(after.chains[0]?.removed).toEqual({ rows: 5, beforeMs: oldest?.decidedAt });
  // Whoever keeps everything from now on is not told that too much was removed before.
  await host.api.settings.set({ ledgerKeepDays: 0 });
  expect(await host.api.occurrences.verify()).toMatchObject({ valid: true, contradictions: [] });
  const { message } = await host.api.occurrences.explain({ eventId: 1, atMs: testStart + 2 * minute });
  expect(message).toContain("the ledger reaches back only to 2026-03-03 12:05");
  await store().write.updateTable("occurrences").set({ reason: "on the dot" }).where("id", "=", 6).execute();
  expect((await host.api.occurrences.verify()).chains[0]?.problem).toMatchObject({ id: 6 });
});

test("a row whose job has not ended stays, with all after it", async () => {
  await host.close();
  host = await openTestHost();
  await host.api.events.create(sampleEvent({ schedule: { ...everyMinute, missed: "none" } }));
  await host.clock.advance(3 * minute);
  await host.api.settings.set({ ledgerKeepDays: 1 });
  host.clock.step(2 * day);
  await host.clock.advance(12 * minute);
  expect((await minutes()).slice(0, 3)).toEqual([1, 2, 3]);
  (await host.executor.nth(0)).end({ kind: "exited", exitCode: 0 });
  await host.clock.advance(2 * minute);
  expect((await minutes())[0]).toBe(4);
  // The outcome is young, though what it is about has gone.
  expect(await rows("occurrence_outcomes")).toContain(1);
  expect(await host.api.occurrences.verify()).toMatchObject({ valid: true });
});

test("0 keeps everything", async () => {
  await host.api.events.create(sampleEvent({ schedule: { ...everyMinute, missed: "none" } }));
  await host.clock.advance(minute);
  await host.api.events.setStatus({ id: 1, status: "PAUSED" });
  await host.api.settings.set({ ledgerKeepDays: 0 });
  host.clock.step(3 * 365 * day);
  await host.clock.advance(12 * minute);
  expect((await rows("occurrences"))[0]).toBe(1);
});

test("an absence goes with its last row", async () => {
  await host.api.events.create(sampleEvent({ schedule: { ...everyMinute, everyMs: 60 * minute, missed: "none" } }));
  host.clock.step(3 * 60 * minute);
  await host.clock.advance(minute);
  expect((await host.api.absences.latest()).absences).toHaveLength(1);
  await host.api.events.setStatus({ id: 1, status: "PAUSED" });
  await host.api.settings.set({ ledgerKeepDays: 1 });
  host.clock.step(2 * day);
  await host.clock.advance(12 * minute);
  expect(await rows("occurrences")).toEqual([]);
  expect(await host.api.absences.latest()).toEqual({ absences: [], total: 0 });
  expect(await host.api.occurrences.verify()).toMatchObject({ valid: true });
});
