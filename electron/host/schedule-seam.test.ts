import { expect, test } from "vitest";
import type { ScheduleInput } from "../../shared/schedule.ts";
import { ledgerOf, ledgerRows, useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";

const open = useTestHosts();
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const every = (seconds: number) => ({ kind: "interval", everyMs: seconds * second, anchorMs: testStart }) as const;

/** A host whose jobs complete at once, and an event on it. */
async function openWith(schedule: Partial<ScheduleInput> & Pick<ScheduleInput, "kind">) {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { id } = await host.api.events.create(sampleEvent({ schedule: schedule as ScheduleInput }));
  return { host, id };
}

/** Each version of the event's schedule, oldest first: `active`, or how the event rested, and why it ended. */
async function versions(host: TestHost, eventId: number): Promise<string[]> {
  const rows = await host.host
    .createContext()
    .store.read.selectFrom("schedules")
    .selectAll()
    .where("event_id", "=", eventId)
    .orderBy("id")
    .execute();
  return rows.map((row) => `${row.active === 1 ? "active" : "resting"} ${row.closed_because ?? "open"}`);
}

async function edit(host: TestHost, id: number, schedule: ScheduleInput | null, changes = {}): Promise<void> {
  const { version, fields } = await host.api.events.get({ id });
  await host.api.events.update({ id, version, event: { ...fields, ...changes, schedule } });
}

test("changing the schedule loses and doubles no instant at the seam", async () => {
  const { host, id } = await openWith(every(10));
  await host.clock.advance(20 * second);
  await edit(host, id, every(5) as ScheduleInput);
  await host.clock.advance(10 * second);
  expect(await ledgerOf(host, id)).toEqual(["10 run", "20 run", "25 run", "30 run"]);
  expect(await versions(host, id)).toEqual(["active edited", "active open"]);
});

test("an edit accounts for what was due up to its moment, as the event was then", async () => {
  const { host, id } = await openWith(every(10));
  const before = await host.api.events.get({ id });
  await host.clock.advance(11 * second);
  // The program has not looked again yet when the event is saved.
  host.clock.step(9 * second);
  await edit(host, id, { ...before.fields.schedule, ...every(7) } as ScheduleInput, { script: "echo new" });
  expect(await ledgerOf(host, id)).toEqual(["10 run", "20 run"]);
  const { jobs } = await host.api.jobs.list({ eventId: id });
  const scripts = await Promise.all(jobs.map(async (job) => (await host.api.jobs.get({ id: job.id })).script));
  expect(scripts).toEqual(["echo hello", "echo hello"]);
});

test("what an edit queues starts at once, and stops what it replaces", async () => {
  const host = await open();
  const { id } = await host.api.events.create(
    sampleEvent({ schedule: { ...every(10), overlap: "replace" } as ScheduleInput }),
  );
  await host.clock.advance(10 * second);
  await host.executor.nth(0);
  host.clock.step(10 * second);
  await edit(host, id, every(3_600) as ScheduleInput);
  await host.executor.nth(1);
  const { jobs } = await host.api.jobs.list({ eventId: id });
  expect(jobs.map((job) => job.status)).toEqual(["running", "cancelled"]);
});

test("moving a schedule to another zone closes its version and opens one from now on", async () => {
  const noon = { kind: "cron", cron: "0 13 * * *", timezone: "UTC" } as const;
  const { host, id } = await openWith(noon);
  await host.clock.advance(30 * minute);
  const { fields } = await host.api.events.get({ id });
  await edit(host, id, { ...(fields.schedule as ScheduleInput), timezone: "Europe/Berlin" });
  // 13:00 in Berlin was at 12:00 UTC, before the change; the next is a day later.
  expect((await host.api.events.get({ id })).nextDueAt).toBe(testStart + 24 * hour);
  expect(await versions(host, id)).toEqual(["active edited", "active open"]);
});

test("pausing accounts for what was due and then rests; activating starts from now", async () => {
  const { host, id } = await openWith(every(10));
  await host.clock.advance(12 * second);
  await host.api.events.setStatus({ id, status: "PAUSED" });
  await host.clock.advance(60 * second);
  await host.api.events.setStatus({ id, status: "ACTIVE" });
  await host.clock.advance(10 * second);
  expect(await ledgerOf(host, id)).toEqual(["10 run", "80 run"]);
  expect(await versions(host, id)).toEqual(["active status", "resting status", "active open"]);
});

test("archiving closes a version too; saving without a change keeps it", async () => {
  const { host, id } = await openWith(every(10));
  const { fields } = await host.api.events.get({ id });
  await edit(host, id, fields.schedule, { description: "the same, described" });
  expect(await versions(host, id)).toEqual(["active open"]);
  await host.api.events.setStatus({ id, status: "PAUSED" });
  await host.api.events.setStatus({ id, status: "ARCHIVED" });
  expect(await versions(host, id)).toEqual(["active status", "resting status", "resting open"]);
});

test("what is due at the very moment of an edit is accounted for once", async () => {
  const { host, id } = await openWith(every(10));
  await host.clock.advance(10 * second - 1);
  host.clock.step(1);
  await edit(host, id, every(5) as ScheduleInput);
  await edit(host, id, every(10) as ScheduleInput);
  await host.clock.advance(10 * second);
  expect(await ledgerOf(host, id)).toEqual(["10 run", "20 run"]);
});

test("deleting an event keeps its ledger and the versions of its schedule, and removes its jobs", async () => {
  const { host, id } = await openWith(every(10));
  await host.clock.advance(25 * second);
  await host.api.events.remove({ id });
  await host.clock.advance(60 * second);
  expect(await ledgerOf(host, id)).toEqual(["10 run", "20 run"]);
  expect(await versions(host, id)).toEqual(["active deleted"]);
  expect((await host.api.jobs.list({ eventId: id })).jobs).toEqual([]);
  expect((await ledgerRows(host, id)).map((row) => row.eventName)).toEqual(["sample", "sample"]);
  expect(await host.api.occurrences.verify()).toMatchObject({ valid: true });
});

test("what an event had due when it is deleted is accounted for first", async () => {
  const { host, id } = await openWith({ ...every(30), missed: "none" });
  host.clock.step(75 * second);
  await host.api.events.remove({ id });
  expect(await ledgerOf(host, id)).toEqual(["30 missed", "60 missed"]);
});

test("an event is not deleted while that leaves a job to be done", async () => {
  const { host, id } = await openWith(every(30));
  host.clock.step(35 * second);
  await expect(host.api.events.remove({ id })).rejects.toThrow(/unfinished jobs/);
  await host.clock.advance(15 * second);
  await host.api.events.remove({ id });
  expect(await ledgerOf(host, id)).toEqual(["30 run"]);
});

test("edits while the clock is set back lose and double nothing", async () => {
  const { host, id } = await openWith(every(10));
  await host.clock.advance(31 * second);
  host.clock.step(-20 * second);
  await edit(host, id, every(5) as ScheduleInput);
  await host.api.events.setStatus({ id, status: "PAUSED" });
  await host.api.events.setStatus({ id, status: "ACTIVE" });
  await host.clock.advance(30 * second);
  expect(await ledgerOf(host, id)).toEqual(["10 run", "20 run", "30 run", "35 run", "40 run"]);
});

test("an event that was made or rested while the clock was far ahead is due again once the clock is right", async () => {
  const { host, id } = await openWith(every(10));
  await host.api.events.setStatus({ id, status: "PAUSED" });
  host.clock.step(1_000 * hour);
  await host.api.events.setStatus({ id, status: "ARCHIVED" });
  const late = await host.api.events.create(sampleEvent({ name: "late", status: "DRAFT", schedule: every(10) }));
  host.clock.step(-1_000 * hour);
  await host.api.events.setStatus({ id, status: "ACTIVE" });
  await host.api.events.setStatus({ id: late.id, status: "ACTIVE" });
  await host.clock.advance(10 * second);
  expect(await ledgerOf(host, id)).toEqual(["10 run"]);
  expect(await ledgerOf(host, late.id)).toEqual(["10 run"]);
});
