import { afterEach, expect, test } from "vitest";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { openTestHost, sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";

let current: TestHost | undefined;
afterEach(async () => {
  await current?.close();
  current = undefined;
});

async function open(...options: Parameters<typeof openTestHost>): Promise<TestHost> {
  current = await openTestHost(...options);
  return current;
}

const everyTenSeconds = { kind: "interval", everyMs: 10_000, anchorMs: testStart } as const;
const second = 1_000;
const minute = 60 * second;

async function ledger(host: TestHost, eventId: number): Promise<string[]> {
  const rows = await host.api.occurrences.list({ eventId, limit: 1_000 });
  return rows.reverse().map((row) => `${String((row.dueAt - testStart) / second)} ${row.decision}`);
}

test("an event runs at each due instant, each once in the ledger, each with its job and log", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0, "hello\n")) });
  const { id } = await host.api.events.create(sampleEvent({ schedule: everyTenSeconds }));
  await host.clock.advance(35 * second);
  expect(await ledger(host, id)).toEqual(["10 run", "20 run", "30 run"]);
  const { jobs } = await host.api.jobs.list({ eventId: id });
  expect(jobs.map((job) => job.status)).toEqual(["completed", "completed", "completed"]);
  const job = await host.api.jobs.get({ id: jobs[0]?.id ?? "" });
  const read = await host.api.logs.read({ executionId: job.executions[0]?.id ?? "" });
  expect(read.ended).toBe(true);
  expect(read.parts.map((part) => Buffer.from(part.data, "base64").toString())).toEqual(["hello\n"]);
});

test("the preview names the very instants that then come", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const schedule = { kind: "cron", cron: "*/20 * * * * *", timezone: "America/New_York" } as const;
  const preview = await host.api.schedules.preview({ schedule, count: 9 });
  const { id } = await host.api.events.create(sampleEvent({ schedule }));
  await host.clock.advance(3 * minute);
  const rows = await host.api.occurrences.list({ eventId: id });
  expect(preview).toMatchObject({ ok: true, dueMs: rows.map((row) => row.dueAt).reverse() });
  expect(rows).toHaveLength(9);
});

test("after a long stop the ledger accounts for every instant and the policy decides", async () => {
  const first = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { id } = await first.api.events.create(sampleEvent({ schedule: { ...everyTenSeconds, missed: "latest" } }));
  await first.clock.advance(10 * second);
  await first.host.stop();
  await first.clock.advance(5 * minute + 5 * second);
  current = await openTestHost({
    clock: first.clock,
    dataDirectory: first.dataDirectory,
    executor: createScriptedExecutor(exitsWith(0)),
  });
  const rows = await ledger(current, id);
  expect(rows).toHaveLength(31);
  expect(rows.filter((row) => row.endsWith("missed"))).toHaveLength(29);
  expect(rows.at(-1)).toBe("310 run");
});

test("a clock that is set back fires nothing twice", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { id } = await host.api.events.create(sampleEvent({ schedule: everyTenSeconds }));
  await host.clock.advance(31 * second);
  host.clock.step(-20 * second);
  await host.clock.advance(30 * second);
  expect(await ledger(host, id)).toEqual(["10 run", "20 run", "30 run", "40 run"]);
});

test("overlap: while a job is unfinished, skip leaves a row that says why, and queue holds one back", async () => {
  const host = await open();
  const skip = await host.api.events.create(sampleEvent({ schedule: { ...everyTenSeconds, overlap: "skip" } }));
  const queue = await host.api.events.create(
    sampleEvent({ name: "queueing", schedule: { ...everyTenSeconds, overlap: "queue" } }),
  );
  await host.clock.advance(30 * second);
  expect(await ledger(host, skip.id)).toEqual(["10 run", "20 skipped", "30 skipped"]);
  expect(await ledger(host, queue.id)).toEqual(["10 run", "20 run", "30 skipped"]);
  expect(host.executor.runs).toHaveLength(2);
  for (const run of host.executor.runs) run.end({ kind: "exited", exitCode: 0 });
  await host.executor.nth(2);
  expect((await host.api.jobs.list({ eventId: queue.id })).jobs.map((job) => job.status)).toEqual([
    "running",
    "completed",
  ]);
});

test("replace ends the running job before the new one starts", async () => {
  const host = await open();
  const { id } = await host.api.events.create(sampleEvent({ schedule: { ...everyTenSeconds, overlap: "replace" } }));
  await host.clock.advance(10 * second);
  await host.executor.nth(0);
  await host.clock.advance(10 * second);
  await host.executor.nth(1);
  await host.clock.advance(0);
  const { jobs } = await host.api.jobs.list({ eventId: id });
  expect(jobs.map((job) => job.status)).toEqual(["running", "cancelled"]);
});

test("a job that was replaced says by which, whether it ran or waited", async () => {
  const host = await open();
  const { id } = await host.api.events.create(sampleEvent({ schedule: { ...everyTenSeconds, overlap: "replace" } }));
  await host.clock.advance(10 * second);
  await host.executor.nth(0);
  await host.clock.advance(10 * second);
  await host.executor.nth(1);
  await host.clock.advance(0);
  const { jobs } = await host.api.jobs.list({ eventId: id });
  const [successor, replaced] = jobs;
  const told = `The run due at 2026-03-02 12:00:20 UTC replaced it, as its schedule says: job ${successor?.id ?? ""}.`;
  const details = await host.api.jobs.get({ id: replaced?.id ?? "" });
  expect(details).toMatchObject({ failure: { reason: "cancelled", message: told } });
  expect(details.executions[0]?.failure?.message).toBe(told);
  // Started up to a minute late, so that it still waits when the next is due.
  const late = { ...everyTenSeconds, overlap: "replace", jitterMs: 60 * second } as const;
  const { id: lateId } = await host.api.events.create(sampleEvent({ name: "late", schedule: late }));
  await host.clock.advance(20 * second);
  const waited = (await host.api.jobs.list({ eventId: lateId })).jobs.at(-1);
  expect(waited).toMatchObject({ status: "cancelled", startedAt: undefined });
  expect(waited?.failure?.message).toMatch(
    /^The run due at 2026-03-02 12:00:40 UTC replaced it, as its schedule says: job job_\w+\.$/,
  );
});

test("an impossible schedule is refused with the field at fault, and nothing is saved", async () => {
  const host = await open();
  const impossible = sampleEvent({ schedule: { kind: "cron", cron: "0 0 31 2 *", timezone: "Europe/Berlin" } });
  await expect(host.api.events.create(impossible)).rejects.toMatchObject({ cause: { field: "schedule.cron" } });
  const nowhere = sampleEvent({ schedule: { kind: "cron", cron: "0 0 * * *", timezone: "Europe/Berlim" } });
  await expect(host.api.events.create(nowhere)).rejects.toMatchObject({ cause: { field: "schedule.timezone" } });
  expect(await host.api.events.list()).toEqual([]);
});

test("many events due at the same instant all get their job", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  for (let index = 0; index < 120; index++) {
    await host.api.events.create(sampleEvent({ name: `event ${String(index)}`, schedule: everyTenSeconds }));
  }
  await host.clock.advance(10 * second);
  expect(Object.values(await host.api.jobs.counts({})).reduce((sum, count) => sum + count, 0)).toBe(120);
});
