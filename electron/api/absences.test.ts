import { afterEach, expect, test } from "vitest";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { openTestHost, sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";
import { writeAbsence } from "../testing/written-absence.ts";

const minute = 60_000;
const hour = 60 * minute;
const hourly = { kind: "interval", everyMs: hour, anchorMs: testStart } as const;

let host: TestHost | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

/** Three events with the three policies, and a host that did not run from 12:30 to 16:10. */
async function afterAbsence(): Promise<{ readonly host: TestHost; readonly ids: Readonly<Record<string, number>> }> {
  const first = await openTestHost({ executor: createScriptedExecutor(exitsWith(0)) });
  host = first;
  const ids: Record<string, number> = {};
  for (const missed of ["none", "latest", "all"] as const) {
    const { id } = await first.api.events.create(sampleEvent({ name: missed, schedule: { ...hourly, missed } }));
    ids[missed] = id;
  }
  await first.clock.advance(30 * minute);
  await first.host.stop();
  await first.clock.advance(3 * hour + 40 * minute);
  host = await first.restart(createScriptedExecutor(exitsWith(0)));
  await host.clock.advance(1_000);
  return { host, ids };
}

test("what was due while the program did not run is told by event, with what each policy did", async () => {
  const { host: after, ids } = await afterAbsence();
  const {
    absences: [absence, ...others],
  } = await after.api.absences.latest();
  expect(others).toEqual([]);
  expect(absence).toMatchObject({
    cause: "stopped",
    acknowledgedAt: undefined,
    due: 12,
    caughtUp: 5,
    missed: 7,
    skipped: 0,
  });
  expect(absence?.fromAt).toBeGreaterThanOrEqual(testStart + 29 * minute);
  expect(absence?.fromAt).toBeLessThanOrEqual(testStart + 30 * minute);
  expect(absence?.untilAt).toBe(testStart + 4 * hour + 10 * minute);
  expect(absence?.events).toMatchObject([
    {
      eventId: ids.none,
      missed: 4,
      latestMissedAt: testStart + 4 * hour,
      latestCaughtUp: false,
      words: "4 were missed, as its schedule catches nothing up",
    },
    {
      eventId: ids.latest,
      missed: 3,
      latestMissedAt: testStart + 3 * hour,
      latestCaughtUp: true,
      words: "the latest was caught up; 3 earlier ones were not",
    },
    { eventId: ids.all, missed: 0, caughtUp: 4, latestMissedAt: undefined, words: "4 were caught up" },
  ]);
  expect((await after.api.system.overview()).absences).toBe(1);
  expect(await after.api.occurrences.list({ absenceId: absence?.id, decisions: ["missed"] })).toHaveLength(7);
  expect((await after.api.occurrences.explain({ eventId: ids.none ?? 0, atMs: testStart + hour })).message).toMatch(
    /was missed: .* Cronium did not run from .* to 2026-03-02 16:10 UTC\.$/,
  );
});

test("what was missed runs once however often it is asked, and the ledger tells of it", async () => {
  const { host: after, ids } = await afterAbsence();
  const {
    absences: [absence],
  } = await after.api.absences.latest();
  const id = absence?.id ?? 0;
  const [run, ...others] = await after.api.absences.runMissed({ id });
  expect(others).toEqual([]);
  expect(run).toMatchObject({ eventId: ids.none, dueAt: testStart + 4 * hour, isNew: true });
  expect(await after.api.absences.runMissed({ id })).toEqual([{ ...run, isNew: false }]);
  await after.clock.advance(1_000);
  const [row] = await after.api.occurrences.list({ eventId: ids.none, limit: 1 });
  expect(row).toMatchObject({
    decision: "missed",
    jobId: undefined,
    run: { jobId: run?.jobId, byHand: true, status: "completed" },
  });
  expect((await after.api.absences.get({ id })).events[0]).toMatchObject({ ranByHand: run?.jobId });
  // After the job itself has been removed, its outcome still stands for it.
  await after.api.settings.set({ keepDays: 1 });
  for (const eventId of Object.values(ids)) await after.api.events.setStatus({ id: eventId, status: "PAUSED" });
  after.clock.step(25 * hour);
  await after.clock.advance(12 * minute);
  expect((await after.api.jobs.list()).jobs).toEqual([]);
  expect(await after.api.absences.runMissed({ id })).toEqual([{ ...run, isNew: false }]);
});

test("an event whose latest instant was caught up runs when it is named; one that missed nothing is refused", async () => {
  const { host: after, ids } = await afterAbsence();
  const {
    absences: [absence],
  } = await after.api.absences.latest();
  const id = absence?.id ?? 0;
  const [run] = await after.api.absences.runMissed({ id, eventIds: [ids.latest ?? 0] });
  expect(run).toMatchObject({ eventName: "latest", dueAt: testStart + 3 * hour });
  const both = [ids.none ?? 0, ids.all ?? 0];
  await expect(after.api.absences.runMissed({ id, eventIds: both })).rejects.toMatchObject({
    cause: { code: "conflict" },
  });
  expect((await after.api.absences.get({ id })).events[0]?.ranByHand).toBeUndefined();
});

test("a deleted event stays in the summary, cannot be run, and is left out of running all", async () => {
  const { host: after, ids } = await afterAbsence();
  await after.api.events.remove({ id: ids.none ?? 0 });
  const {
    absences: [absence],
  } = await after.api.absences.latest();
  const id = absence?.id ?? 0;
  expect(absence?.events[0]).toMatchObject({ eventName: "none", exists: false, missed: 4 });
  expect(await after.api.absences.runMissed({ id })).toEqual([]);
  await expect(after.api.absences.runMissed({ id, eventIds: [ids.none ?? 0] })).rejects.toMatchObject({
    cause: { code: "not_found" },
  });
});

test("once put away it is not shown again, but can still be looked at", async () => {
  const { host: after } = await afterAbsence();
  const {
    absences: [absence],
  } = await after.api.absences.latest();
  const id = absence?.id ?? 0;
  await after.api.absences.acknowledge({ id });
  expect(await after.api.absences.latest()).toEqual({ absences: [], total: 0 });
  expect((await after.api.system.overview()).absences).toBe(0);
  const { acknowledgedAt } = await after.api.absences.get({ id });
  await after.clock.advance(minute);
  await after.api.absences.acknowledge({ id });
  expect((await after.api.absences.get({ id })).acknowledgedAt).toBe(acknowledgedAt);
  await expect(after.api.absences.acknowledge({ id: 99 })).rejects.toMatchObject({ cause: { code: "not_found" } });
});

test("a computer that slept is told apart, and each absence stands for itself", async () => {
  const { host: after } = await afterAbsence();
  after.clock.step(2 * hour);
  await after.clock.advance(20_000);
  const { absences } = await after.api.absences.latest();
  expect(absences.map(({ cause }) => cause)).toEqual(["asleep", "stopped"]);
  expect(absences[0]).toMatchObject({ due: 6 });
});

test("an event whose latest instant was still on time needs no run for those before", async () => {
  const only = await openTestHost({ executor: createScriptedExecutor(exitsWith(0)) });
  host = only;
  await only.api.events.create(sampleEvent({ schedule: { ...hourly, everyMs: minute } }));
  only.clock.step(10 * minute);
  await only.clock.advance(15_000);
  const {
    absences: [absence],
  } = await only.api.absences.latest();
  expect(absence).toMatchObject({ cause: "asleep", events: [{ missed: 9, caughtUp: 0, latestCaughtUp: true }] });
  expect(await only.api.absences.runMissed({ id: absence?.id ?? 0 })).toEqual([]);
});

test("of very many absences the newest are told, with how many there are; the rest page by page", async () => {
  const only = await openTestHost({ mode: "inspect" });
  host = only;
  const { store } = only.host.createContext();
  const { id: eventId } = await only.api.events.create(sampleEvent());
  const ids: number[] = [];
  for (let night = 0; night < 25; night++) {
    const fromAt = testStart + night * 24 * hour;
    // Each missed as many runs as its number says, so that none can stand for another.
    const missed = Array.from({ length: night + 1 }, (_, nth) => ({
      eventId,
      eventName: "sample",
      dueAt: fromAt + nth * minute,
    }));
    ids.unshift((await writeAbsence(store, fromAt, missed)).id);
  }
  const newest = await only.api.absences.latest();
  expect(newest.total).toBe(25);
  expect(newest.absences.map(({ id }) => id)).toEqual(ids.slice(0, 20));
  expect(newest.absences.map(({ missed }) => missed)).toEqual(Array.from({ length: 20 }, (_, nth) => 25 - nth));
  expect(newest.absences[3]?.events).toMatchObject([
    { eventName: "sample", missed: 22, latestMissedAt: testStart + 21 * 24 * hour + 21 * minute },
  ]);
  const rest = await only.api.absences.latest({ beforeId: newest.absences.at(-1)?.id });
  expect(rest).toMatchObject({ absences: ids.slice(20).map((id) => ({ id })), total: 25 });
  expect(await only.api.absences.latest({ beforeId: ids.at(-1) })).toEqual({ absences: [], total: 25 });
  expect((await only.api.system.overview()).absences).toBe(25);

  expect(await only.api.absences.acknowledge({ id: ids[1] ?? 0, andEarlier: true })).toEqual({ ids: ids.slice(1) });
  expect(await only.api.absences.latest()).toMatchObject({ absences: [{ id: ids[0] }], total: 1 });
});
