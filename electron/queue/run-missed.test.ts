import { afterEach, beforeEach, expect, test } from "vitest";
import { randomIds } from "../base/ids.ts";
import { openTestHost, sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";
import { writeAbsence } from "../testing/written-absence.ts";
import { runMissed } from "./run-missed.ts";

const hour = 3_600_000;

let host: TestHost;
beforeEach(async () => {
  host = await openTestHost({ mode: "inspect" });
});
afterEach(() => host.close());

const store = (): ReturnType<TestHost["host"]["createContext"]>["store"] => host.host.createContext().store;

async function createEvents(count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let number = 1; number <= count; number++) {
    ids.push((await host.api.events.create(sampleEvent({ name: `event ${String(number)}` }))).id);
  }
  return ids;
}

test("of several instants the latest is run; where two rows tell of it, the later of them is made up for", async () => {
  const [eventId = 0] = await createEvents(1);
  const row = { eventId, eventName: "event 1", dueAt: testStart + 2 * hour };
  const { id, rowIds } = await writeAbsence(store(), testStart, [
    { ...row, scheduleId: 91, dueAt: testStart + hour },
    { ...row, scheduleId: 91 },
    { ...row, scheduleId: 92 },
    { ...row, scheduleId: 92, dueAt: testStart + hour },
  ]);
  const [run] = await host.api.absences.runMissed({ id });
  expect(run).toMatchObject({ eventId, dueAt: testStart + 2 * hour, isNew: true });
  const jobs = await store().read.selectFrom("jobs").select(["id", "occurrence_id"]).execute();
  expect(jobs).toEqual([{ id: run?.jobId, occurrence_id: rowIds[2] }]);
  // The card and the ledger speak of the same row.
  expect((await host.api.absences.get({ id })).events).toMatchObject([{ ranByHand: run?.jobId }]);
});

test("many events are run portion by portion, and others have their turn in between", async () => {
  const eventIds = await createEvents(60);
  const rows = eventIds.map((eventId) => ({ eventId, eventName: "one", dueAt: testStart + hour }));
  const { id } = await writeAbsence(store(), testStart, rows);
  let turns = 0;
  const counting = (): void => {
    turns += 1;
    timer = setImmediate(counting);
  };
  let timer = setImmediate(counting);
  const portions: number[] = [];
  const request = { absenceId: id, eventIds, now: host.clock.now() };
  for await (const runs of runMissed(store().write, randomIds, request)) portions.push(runs.length);
  clearImmediate(timer);
  expect(portions).toEqual([25, 25, 10]);
  expect(turns).toBeGreaterThanOrEqual(portions.length);
});

test("nothing is queued when any of them missed nothing, however far down the list it is", async () => {
  const eventIds = await createEvents(31);
  const rows = eventIds.slice(0, 30).map((eventId) => ({ eventId, eventName: "one", dueAt: testStart + hour }));
  const { id } = await writeAbsence(store(), testStart, rows);
  await expect(host.api.absences.runMissed({ id, eventIds })).rejects.toMatchObject({ cause: { code: "conflict" } });
  expect((await host.api.jobs.list()).jobs).toEqual([]);
});

test("an event deleted while the others are queued is left out", async () => {
  const eventIds = await createEvents(26);
  const rows = eventIds.map((eventId) => ({ eventId, eventName: "one", dueAt: testStart + hour }));
  const { id } = await writeAbsence(store(), testStart, rows);
  const request = { absenceId: id, eventIds, now: host.clock.now() };
  const portions = runMissed(store().write, randomIds, request);
  expect((await portions.next()).value).toHaveLength(25);
  await host.api.events.remove({ id: eventIds[25] ?? 0 });
  expect((await portions.next()).value).toEqual([]);
});
