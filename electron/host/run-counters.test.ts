import { expect, test } from "vitest";
import type { EventInput } from "../../shared/event.ts";
import type { ScheduleInput } from "../../shared/schedule.ts";
import { ledgerOf, ledgerRows, useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";

const open = useTestHosts();
const second = 1_000;
const everyTenSeconds = { kind: "interval", everyMs: 10 * second, anchorMs: testStart } as const;

async function openWith(schedule: Partial<ScheduleInput>, exitCode = 0, changes: Partial<EventInput> = {}) {
  const host = await open({ executor: createScriptedExecutor(exitsWith(exitCode)) });
  const fields = sampleEvent({ schedule: { ...everyTenSeconds, ...schedule } as ScheduleInput, ...changes });
  const { id } = await host.api.events.create(fields);
  return { host, id };
}

const view = (host: TestHost, id: number) => host.api.events.get({ id });

async function audit(host: TestHost): Promise<string[]> {
  const { read } = host.host.createContext().store;
  const rows = await read.selectFrom("audit").select(["actor", "action"]).orderBy("id").execute();
  return rows.map(({ actor, action }) => `${actor} ${action}`);
}

test("after its maximum of runs the program pauses the event, and says why", async () => {
  const { host, id } = await openWith({ maxRuns: 3 });
  await host.clock.advance(45 * second);
  expect(await ledgerOf(host, id)).toEqual(["10 run", "20 run", "30 run"]);
  expect(await view(host, id)).toMatchObject({
    status: "PAUSED",
    pauseReason: "all 3 runs have been made",
    runCount: 3,
    nextDueAt: undefined,
  });
  expect(await audit(host)).toContain("program event.paused");
});

test("further instants of the same turn are in the ledger, with the maximum as their cause", async () => {
  const { host, id } = await openWith({ maxRuns: 1, overlap: "allow", everyMs: 2 * second });
  host.clock.step(9 * second);
  await host.clock.advance(15 * second);
  const rows = await ledgerRows(host, id);
  expect(rows.map((row) => `${row.decision} ${row.cause}`).slice(-2)).toEqual([
    "skipped runs_used_up",
    "skipped runs_used_up",
  ]);
  expect(rows.filter((row) => row.jobId !== undefined)).toHaveLength(1);
  expect((await view(host, id)).pauseReason).toBe("the only run has been made");
});

test("caught-up runs count, runs by hand do not", async () => {
  const { host, id } = await openWith({ maxRuns: 2, everyMs: 60 * second });
  await host.api.events.run({ id });
  await host.clock.advance(0);
  expect((await view(host, id)).runCount).toBe(0);
  host.clock.step(90 * second);
  await host.clock.advance(15 * second);
  expect(await ledgerOf(host, id)).toEqual(["60 catch_up"]);
  expect((await view(host, id)).runCount).toBe(1);
});

test("an event whose runs are used up is not activated until its counter is reset or its maximum raised", async () => {
  const { host, id } = await openWith({ maxRuns: 1 });
  await host.clock.advance(10 * second);
  const refusal = {
    cause: { code: "conflict", field: "schedule.maxRuns", message: "“sample” has made its only run (1 so far)" },
  };
  await expect(host.api.events.setStatus({ id, status: "ACTIVE" })).rejects.toMatchObject(refusal);
  const { version, fields } = await view(host, id);
  await expect(host.api.events.update({ id, version, event: { ...fields, status: "ACTIVE" } })).rejects.toMatchObject(
    refusal,
  );
  expect((await view(host, id)).status).toBe("PAUSED");

  await host.api.events.resetCounters({ id });
  await host.api.events.resetCounters({ id });
  expect((await view(host, id)).pauseReason).toBe("the only run has been made; its counts were reset since");
  await host.api.events.setStatus({ id, status: "ACTIVE" });
  expect(await view(host, id)).toMatchObject({ status: "ACTIVE", runCount: 0, pauseReason: undefined });
  await host.clock.advance(10 * second);
  expect(await ledgerOf(host, id)).toEqual(["10 run", "20 run"]);

  const paused = await view(host, id);
  const raised = { ...(paused.fields.schedule as ScheduleInput), maxRuns: 2 };
  await host.api.events.update({
    id,
    version: paused.version,
    event: { ...paused.fields, status: "ACTIVE", schedule: raised },
  });
  await host.clock.advance(10 * second);
  expect(await ledgerOf(host, id)).toEqual(["10 run", "20 run", "30 run"]);
});

test("a schedule can count its runs anew each time the event is activated", async () => {
  const { host, id } = await openWith({ maxRuns: 1, resetRunsOnActivation: true });
  await host.clock.advance(10 * second);
  expect((await view(host, id)).status).toBe("PAUSED");
  await host.api.events.setStatus({ id, status: "ACTIVE" });
  await host.clock.advance(10 * second);
  expect(await ledgerOf(host, id)).toEqual(["10 run", "20 run"]);
  expect((await view(host, id)).runCount).toBe(1);
});

test("who edits an event that the program pauses meanwhile is told, and does not activate it unawares", async () => {
  const { host, id } = await openWith({ maxRuns: 5, pauseAfterFailures: 1 }, 1);
  const { version, fields } = await view(host, id);
  await host.clock.advance(10 * second);
  const saved = host.api.events.update({ id, version, event: { ...fields, description: "edited" } });
  await expect(saved).rejects.toMatchObject({ cause: { code: "conflict" } });
  expect(await view(host, id)).toMatchObject({ status: "PAUSED", pauseReason: "a job failed" });
});

test("after so many failures in a row the program pauses the event; activating counts anew", async () => {
  const { host, id } = await openWith({ pauseAfterFailures: 2 }, 1);
  await host.clock.advance(35 * second);
  expect(await ledgerOf(host, id)).toEqual(["10 run", "20 run"]);
  expect(await view(host, id)).toMatchObject({
    status: "PAUSED",
    pauseReason: "2 jobs in a row failed",
    failureStreak: 2,
  });
  await host.api.events.setStatus({ id, status: "ACTIVE" });
  expect(await view(host, id)).toMatchObject({ pauseReason: undefined, failureStreak: 0 });
  await host.clock.advance(10 * second);
  expect(await view(host, id)).toMatchObject({ status: "ACTIVE", failureStreak: 1 });
});

test("a job that completes ends the row of failures; one that is cancelled does not", async () => {
  const host = await open();
  const { id } = await host.api.events.create(
    sampleEvent({ schedule: { ...everyTenSeconds, pauseAfterFailures: 3, overlap: "allow" } }),
  );
  await host.clock.advance(40 * second);
  const runs = host.executor.runs;
  const end = async (index: number, outcome: Parameters<(typeof runs)[number]["end"]>[0]): Promise<number> => {
    runs[index]?.end(outcome);
    await host.clock.advance(0);
    return (await view(host, id)).failureStreak;
  };
  expect(await end(0, { kind: "exited", exitCode: 1 })).toBe(1);
  expect(await end(1, { kind: "stopped", reason: "cancel", survivors: [] })).toBe(1);
  expect(await end(2, { kind: "stopped", reason: "timeout", survivors: [] })).toBe(2);
  expect(await end(3, { kind: "exited", exitCode: 0 })).toBe(0);
});

test("failures by hand count too, and pause nothing that rests anyway", async () => {
  const { host, id } = await openWith({ pauseAfterFailures: 1 }, 1, { status: "DRAFT" });
  await host.api.events.run({ id });
  await host.clock.advance(0);
  expect(await view(host, id)).toMatchObject({ status: "DRAFT", failureStreak: 1, pauseReason: undefined });
  await host.api.events.setStatus({ id, status: "ACTIVE" });
  await host.api.events.run({ id });
  await host.clock.advance(0);
  expect(await view(host, id)).toMatchObject({ status: "PAUSED", pauseReason: "a job failed" });
});

test("a job a person resolves as failed counts then", async () => {
  const host = await open({
    executor: createScriptedExecutor(() => ({ kind: "unknown", message: "the computer restarted" })),
  });
  const { id } = await host.api.events.create(sampleEvent({ schedule: { ...everyTenSeconds, pauseAfterFailures: 1 } }));
  await host.clock.advance(10 * second);
  expect(await view(host, id)).toMatchObject({ status: "ACTIVE", failureStreak: 0 });
  const [job] = (await host.api.jobs.list({ eventId: id })).jobs;
  await host.api.jobs.resolve({ id: job?.id ?? "", as: "failed" });
  expect(await view(host, id)).toMatchObject({ status: "PAUSED", pauseReason: "a job failed", failureStreak: 1 });
});

test("pausing on failure accounts for what was due until that moment first", async () => {
  const host = await open();
  const { id } = await host.api.events.create(
    sampleEvent({ schedule: { ...everyTenSeconds, pauseAfterFailures: 1, missed: "none" } }),
  );
  await host.clock.advance(10 * second);
  const run = await host.executor.nth(0);
  // Fails at a moment at which the scheduler is behind.
  host.clock.step(25 * second);
  run.end({ kind: "exited", exitCode: 1 });
  await host.clock.advance(0);
  expect(await ledgerOf(host, id)).toEqual(["10 run", "20 missed", "30 run"]);
  expect((await view(host, id)).status).toBe("PAUSED");
});

test("start and end bound a schedule, both instants included, and survive saving", async () => {
  const bounds = { startMs: testStart + 20 * second, endMs: testStart + 40 * second };
  const { host, id } = await openWith(bounds);
  await host.clock.advance(60 * second);
  expect(await ledgerOf(host, id)).toEqual(["20 run", "30 run", "40 run"]);
  expect((await view(host, id)).fields.schedule).toMatchObject(bounds);
  const late = sampleEvent({
    name: "b",
    schedule: { ...everyTenSeconds, startMs: 2_000, endMs: 1_000 } as ScheduleInput,
  });
  await expect(host.api.events.create(late)).rejects.toMatchObject({ cause: { field: "schedule.endMs" } });
});
