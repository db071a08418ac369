import { expect, test } from "vitest";
import type { ScheduleInput } from "../../shared/schedule.ts";
import { ledgerRows, useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith, type ScriptedExecutor } from "../testing/scripted-executor.ts";

const open = useTestHosts();
const second = 1_000;
const everyTenSeconds = { kind: "interval", everyMs: 10 * second, anchorMs: testStart } as const;

async function openWith(executor: ScriptedExecutor | undefined, schedule: Partial<ScheduleInput> = {}) {
  const host = await open(executor === undefined ? {} : { executor });
  const fields = sampleEvent({ schedule: { ...everyTenSeconds, ...schedule } as ScheduleInput });
  const { id } = await host.api.events.create(fields);
  await host.clock.advance(10 * second);
  return { host, id };
}

/** What the ledger says became of jobs, oldest first: `1 completed`, with `by hand` where a person asked for it. */
async function outcomes(host: TestHost): Promise<string[]> {
  const { read } = host.host.createContext().store;
  const rows = await read.selectFrom("occurrence_outcomes").selectAll().orderBy("id").execute();
  expect(await host.api.occurrences.verify()).toMatchObject({ valid: true });
  return rows.map((row) => `${String(row.occurrence_id)} ${row.status}${row.by_hand === 1 ? " by hand" : ""}`);
}

test("a job's end is written into the ledger, with its times and exit code", async () => {
  const { host, id } = await openWith(createScriptedExecutor(exitsWith(3)));
  expect(await outcomes(host)).toEqual(["1 failed"]);
  const [row] = await ledgerRows(host, id);
  const dueAt = testStart + 10 * second;
  expect(row?.run).toMatchObject({ status: "failed", exitCode: 3, byHand: false, queuedAt: dueAt, startedAt: dueAt });
});

test("only the end counts, not an attempt that is tried again", async () => {
  const host = await open({ executor: createScriptedExecutor(() => ({ kind: "failed", failure: offline })) });
  const retries = { max: 1, delayMs: 5 * second };
  const { id } = await host.api.events.create(
    sampleEvent({ schedule: { ...everyTenSeconds, everyMs: 60 * second }, retries }),
  );
  await host.clock.advance(60 * second);
  expect(await outcomes(host)).toEqual([]);
  await host.clock.advance(40 * second);
  expect(await outcomes(host)).toEqual(["1 failed"]);
  expect(await ledgerRows(host, id)).toHaveLength(1);
});
const offline = { reason: "connect_failed", message: "no answer" } as const;

test("cancelling a job that waits ends it in the ledger too", async () => {
  const { host, id } = await openWith(undefined, { jitterMs: 3_600 * second });
  const [job] = (await host.api.jobs.list({ eventId: id })).jobs;
  expect(job?.status).toBe("queued");
  await host.api.jobs.cancel({ id: job?.id ?? "" });
  expect(await outcomes(host)).toEqual(["1 cancelled"]);
});

test("a job that is replaced before it starts is cancelled in the ledger, and the new one has its own row", async () => {
  const { host, id } = await openWith(undefined, { jitterMs: 3_600 * second, overlap: "replace" });
  await host.clock.advance(10 * second);
  expect(await outcomes(host)).toEqual(["1 cancelled"]);
  const jobs = (await host.api.jobs.list({ eventId: id })).jobs;
  expect(jobs.map((job) => job.status).sort()).toEqual(["cancelled", "queued"]);
});

test("several instants in one turn replace each other in order: one job is left", async () => {
  const { host, id } = await openWith(undefined, { everyMs: 2 * second, jitterMs: 3_600 * second, overlap: "replace" });
  const before = (await host.api.jobs.list({ eventId: id })).jobs.length;
  host.clock.step(7 * second);
  await host.clock.advance(2 * second);
  const statuses = (await host.api.jobs.list({ eventId: id })).jobs.map((job) => job.status);
  expect(statuses.length).toBeGreaterThan(before + 2);
  expect(statuses.filter((status) => status === "queued")).toHaveLength(1);
  const rows = await ledgerRows(host, id);
  expect(rows.filter((row) => row.jobId !== undefined)).toHaveLength(statuses.length);
  expect(await outcomes(host)).toHaveLength(statuses.length - 1);
});

test("what a person resolves is the newest outcome", async () => {
  const lost = createScriptedExecutor(() => ({ kind: "unknown", message: "the computer restarted" }));
  const { host, id } = await openWith(lost);
  const [job] = (await host.api.jobs.list({ eventId: id })).jobs;
  await host.api.jobs.resolve({ id: job?.id ?? "", as: "completed" });
  expect(await outcomes(host)).toEqual(["1 needs_attention", "1 completed"]);
  expect((await ledgerRows(host, id))[0]?.run).toMatchObject({ status: "completed", byHand: false });
});

test("a job that is run again by hand stands for the same occurrence", async () => {
  let code = 1;
  const executor = createScriptedExecutor((run) => exitsWith(code)(run));
  const { host, id } = await openWith(executor, { everyMs: 3_600 * second, anchorMs: testStart + 10 * second });
  code = 0;
  const [job] = (await host.api.jobs.list({ eventId: id })).jobs;
  await host.api.jobs.retry({ id: job?.id ?? "" });
  await host.clock.advance(0);
  expect(await outcomes(host)).toEqual(["1 failed", "1 completed by hand"]);
});

test("a job nobody's schedule asked for leaves nothing in the ledger", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { id } = await host.api.events.create(sampleEvent({ status: "DRAFT" }));
  await host.api.events.run({ id });
  await host.clock.advance(0);
  expect(await outcomes(host)).toEqual([]);
});
