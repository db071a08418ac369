import { join } from "node:path";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { systemClock } from "../base/clock.ts";
import { claimJobs } from "../queue/claim.ts";
import { reconcileEveryMs } from "../queue/reconcile.ts";
import { openStore, type Store } from "../store/store.ts";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";

const open = useTestHosts();

/** Writes to the data as no program does: from beside. */
async function beside<Result>(host: TestHost, work: (store: Store) => Promise<Result>): Promise<Result> {
  const path = join(host.dataDirectory, "cronium.sqlite");
  const store = openStore({ path, clock: systemClock, programVersion: "0.0.0" });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** A job that waits behind another one, which never ends. */
async function queueBehind(host: TestHost): Promise<string> {
  await host.api.settings.set({ concurrency: 1 });
  const first = await host.api.events.create(sampleEvent({ name: "first" }));
  await host.api.events.run({ id: first.id });
  await host.executor.nth(0);
  const second = await host.api.events.create(sampleEvent({ name: "second" }));
  return (await host.api.events.run({ id: second.id })).jobId;
}

/** What the audit trail tells of the looks that found something. */
function findings(host: TestHost): Promise<readonly Record<string, unknown>[]> {
  return beside(host, async ({ read }) => {
    const rows = await read.selectFrom("audit").select("detail").where("action", "=", "reconcile").execute();
    return rows.map(({ detail }) => JSON.parse(detail ?? "{}") as Record<string, unknown>);
  });
}

test("a claim that nobody works on is taken up on waking, once however often it wakes, and told of", async () => {
  const host = await open();
  const jobId = await queueBehind(host);
  await beside(host, ({ write }) => claimJobs(write, "a process that is gone", host.clock.now(), 9));
  host.host.wake();
  host.host.wake();
  const run = await host.executor.nth(1);
  expect(run.request.jobId).toBe(jobId);
  await host.clock.advance(reconcileEveryMs);
  expect(host.executor.runs).toHaveLength(2);
  expect(await findings(host)).toEqual([{ why: "wake", takenUp: [jobId] }]);
  expect((await host.api.system.status()).reconciled?.latestFind?.findings.takenUp).toEqual([jobId]);
});

test("a claim that nobody works on is taken up within 30 s without anyone's asking", async () => {
  const host = await open();
  const jobId = await queueBehind(host);
  await beside(host, ({ write }) => claimJobs(write, "a process that is gone", host.clock.now(), 9));
  await host.clock.advance(reconcileEveryMs);
  expect((await host.executor.nth(1)).request.jobId).toBe(jobId);
});

test("an execution that its job has left behind is stopped and closed, never running for ever", async () => {
  const host = await open();
  const { id } = await host.api.events.create(sampleEvent());
  const { jobId } = await host.api.events.run({ id });
  await host.executor.nth(0);
  await host.host.stop();
  await beside(host, ({ write }) =>
    write
      .updateTable("jobs")
      .set({ status: "needs_attention", finished_at: host.clock.now(), lease_owner: null, lease_until: null } as never)
      .where("id", "=", jobId)
      .execute(),
  );
  const next = await open({ dataDirectory: host.dataDirectory, clock: host.clock });
  const resumed = await next.executor.nth(0);
  expect(resumed.resumed).toBe(true);
  expect(resumed.context.stop.aborted).toBe(true);
  await next.clock.advance(reconcileEveryMs);
  const job = await next.api.jobs.get({ id: jobId });
  expect(job.status).toBe("needs_attention");
  expect(job.executions[0]).toMatchObject({ status: "unknown", failure: { reason: "lost" } });
  expect(next.executor.discarded).toEqual([job.executions[0]?.id]);
});

test("a job that cannot be carried through is brought to a person with the reason", async () => {
  const host = await open();
  const jobId = await queueBehind(host);
  await beside(host, ({ write }) =>
    write.updateTable("jobs").set({ definition: "{" }).where("id", "=", jobId).execute(),
  );
  (await host.executor.nth(0)).end({ kind: "exited", exitCode: 0 });
  await host.clock.advance(60_000);
  const { jobs } = await host.api.jobs.list({ statuses: ["needs_attention"] });
  expect(jobs.map(({ id }) => id)).toEqual([jobId]);
  expect(jobs[0]?.failure).toMatchObject({ reason: "internal" });
  expect(await findings(host)).toContainEqual({ why: "interval", broughtToPerson: [jobId] });
});

test("a job whose end nothing can follow is brought to a person, too", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  await beside(host, ({ write }) =>
    sql`CREATE TRIGGER refused BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'not here'); END`.execute(write),
  );
  const { id } = await host.api.events.create(sampleEvent({ actions: [{ when: "ALWAYS", do: "notify" }] }));
  const { jobId } = await host.api.events.run({ id });
  await host.clock.advance(60_000);
  const job = await host.api.jobs.get({ id: jobId });
  expect(job).toMatchObject({ status: "needs_attention", executions: [{ status: "completed" }] });
  expect(job.failure?.message).toContain("not here");
});

test("what an ended run has left is removed at the start", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { id } = await host.api.events.create(sampleEvent());
  const { jobId } = await host.api.events.run({ id });
  await host.clock.advance(0);
  const executionId = (await host.api.jobs.get({ id: jobId })).executions[0]?.id;
  await host.host.stop();
  await beside(host, ({ write }) => write.updateTable("executions").set({ discarded: 0 }).execute());
  const next = await open({ dataDirectory: host.dataDirectory, clock: host.clock });
  await next.clock.advance(0);
  expect(next.executor.discarded).toEqual([executionId]);
  expect(await findings(next)).toEqual([{ why: "start", cleanedUp: [executionId] }]);
});

test("leftovers that cannot be removed keep nobody from those behind them", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { id } = await host.api.events.create(sampleEvent());
  for (let run = 0; run < 60; run++) {
    await host.api.events.run({ id });
    await host.clock.advance(10);
  }
  const { jobs } = await host.api.jobs.list({ limit: 60 });
  const [oldest] = (await host.api.jobs.get({ id: jobs.at(-1)?.id ?? "" })).executions;
  await host.host.stop();
  await beside(host, ({ write }) => write.updateTable("executions").set({ discarded: 0 }).execute());
  const scripted = createScriptedExecutor();
  const executor = {
    ...scripted,
    discard: (_handle: unknown, { executionId }: { readonly executionId: string }) =>
      executionId === oldest?.id ? Promise.resolve() : Promise.reject(new Error("it is held")),
  };
  const next = await open({ dataDirectory: host.dataDirectory, clock: host.clock, executor });
  await next.clock.advance(3 * reconcileEveryMs);
  expect((await findings(next)).flatMap(({ cleanedUp }) => cleanedUp ?? [])).toEqual([oldest?.id]);
});

test("where nothing is left, nothing is told", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { id } = await host.api.events.create(sampleEvent());
  await host.api.events.run({ id });
  await host.clock.advance(3 * reconcileEveryMs);
  expect(await findings(host)).toEqual([]);
  const { reconciled } = await host.api.system.status();
  expect(reconciled?.latest?.why).toBe("interval");
  expect(reconciled?.latestFind).toBeUndefined();
});
