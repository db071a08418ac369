import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openStore } from "../store/store.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";

let current: TestHost | undefined;
afterEach(async () => {
  await current?.close();
  current = undefined;
});

async function open(...options: Parameters<typeof openTestHost>): Promise<TestHost> {
  current = await openTestHost(...options);
  return current;
}

async function runOnce(host: TestHost, changes: Parameters<typeof sampleEvent>[0] = {}): Promise<string> {
  const { id } = await host.api.events.create(sampleEvent(changes));
  return (await host.api.events.run({ id })).jobId;
}

async function logOf(host: TestHost, executionId: string): Promise<string> {
  const { parts } = await host.api.logs.read({ executionId });
  return parts.map((part) => Buffer.from(part.data, "base64").toString()).join("");
}

async function statusOf(host: TestHost, id: string): Promise<string> {
  return (await host.api.jobs.get({ id })).status;
}

test("a failing script is retried with back-off, each attempt with an execution and a log of its own", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(7, "no\n")) });
  const id = await runOnce(host, { retries: { max: 2, delayMs: 10_000, factor: 2 } });
  await host.clock.advance(0);
  expect(await host.api.jobs.get({ id })).toMatchObject({
    status: "queued",
    attempt: 1,
    failure: { reason: "nonzero_exit" },
  });
  await host.clock.advance(11_000);
  expect((await host.api.jobs.get({ id })).attempt).toBe(2);
  await host.clock.advance(22_000);
  const job = await host.api.jobs.get({ id });
  expect(job).toMatchObject({ status: "failed", attempt: 3, exitCode: 7 });
  expect(job.executions.map((execution) => execution.attempt)).toEqual([1, 2, 3]);
  expect(job.executions.every((execution) => execution.logBytes === 3)).toBe(true);
});

test("a run that is too long is stopped and says so; the log so far is kept", async () => {
  const host = await open();
  const id = await runOnce(host, { timeoutMs: 30_000 });
  const run = await host.executor.nth(0);
  await run.context.log.write("stdout", Buffer.from("so far"));
  await host.clock.advance(30_000);
  const job = await host.api.jobs.get({ id });
  expect(job).toMatchObject({ status: "timeout", exitCode: -1, failure: { reason: "timed_out" } });
  expect(job.executions[0]?.logBytes).toBe(6);
});

test("a waiting job is cancelled at once, a running one once it is gone", async () => {
  const host = await open();
  await host.api.settings.set({ concurrency: 1 });
  const running = await runOnce(host);
  const waiting = await runOnce(host, { name: "other" });
  await host.executor.nth(0);
  await host.api.jobs.cancel({ id: waiting });
  expect(await statusOf(host, waiting)).toBe("cancelled");
  await host.api.jobs.cancel({ id: running });
  await host.clock.advance(0);
  expect(await host.api.jobs.get({ id: running })).toMatchObject({ status: "cancelled", exitCode: -2 });
  expect(host.executor.runs).toHaveLength(1);
  await expect(host.api.jobs.cancel({ id: running })).rejects.toThrow(/already ended/);
});

test("a run outlives the program and is taken up again by the next one", async () => {
  const first = await open();
  const id = await runOnce(first);
  await (await first.executor.nth(0)).context.log.write("stdout", Buffer.from("before "));
  const next = createScriptedExecutor();
  current = await first.restart(next);
  const resumed = await next.nth(0);
  expect(resumed.resumed).toBe(true);
  expect(resumed.context.log.position()).toEqual({ stdout: 7, stderr: 0 });
  await resumed.context.log.write("stdout", Buffer.from("after"));
  resumed.end({ kind: "exited", exitCode: 0 });
  await current.clock.advance(0);
  const job = await current.api.jobs.get({ id });
  expect(job).toMatchObject({ status: "completed", attempt: 1 });
  expect(await logOf(current, job.executions[0]?.id ?? "")).toBe("before after");
});

test("a run that is taken up is masked with the secrets it began with, however often they were replaced since", async () => {
  const first = await open();
  const values = ["the-first-value", "the-second-value", "the-third-value"];
  const event = (secret = ""): ReturnType<typeof sampleEvent> =>
    sampleEvent({ environment: [{ key: "TOKEN", secret }] });
  const { id } = await first.api.events.create(event(values[0]));
  await first.api.events.run({ id });
  await first.executor.nth(0);
  for (const [index, value] of values.slice(1).entries()) {
    await first.api.events.update({ id, version: index + 1, event: event(value) });
  }
  const next = createScriptedExecutor();
  current = await first.restart(next);
  const resumed = await next.nth(0);
  await resumed.context.log.write("stdout", Buffer.from(`${values.join(" ")}\n`));
  resumed.end({ kind: "exited", exitCode: 0 });
  await current.clock.advance(0);
  expect(await logOf(current, resumed.request.executionId)).toBe("•••••• •••••• ••••••\n");
  const { jobId } = await current.api.events.run({ id });
  const fresh = await next.nth(1);
  expect(fresh.request).toMatchObject({ jobId, environment: { TOKEN: "the-third-value" } });
  await fresh.context.log.write("stdout", Buffer.from(values.join(" ")));
  fresh.end({ kind: "exited", exitCode: 0 });
  await current.clock.advance(0);
  // What begins now never held the former values.
  expect(await logOf(current, fresh.request.executionId)).toBe("the-first-value the-second-value ••••••");
});

test("a run whose secret is gone when it is taken up is not called failed: it may run on", async () => {
  const first = await open();
  const { id } = await first.api.events.create(
    sampleEvent({ environment: [{ key: "TOKEN", secret: "s3cret-value" }] }),
  );
  const { jobId } = await first.api.events.run({ id });
  await first.executor.nth(0);
  await first.host.stop();
  await rm(join(first.dataDirectory, "secrets.json"));
  current = await openTestHost({ dataDirectory: first.dataDirectory, clock: first.clock });
  await current.clock.advance(0);
  const job = await current.api.jobs.get({ id: jobId });
  expect(job).toMatchObject({ status: "needs_attention", failure: { reason: "lost" } });
  expect(job.failure?.message).toContain("TOKEN is not in the vault");
});

test("a fate nobody can find out needs attention, and a person settles it", async () => {
  const host = await open({ executor: createScriptedExecutor(() => ({ kind: "unknown", message: "no trace" })) });
  const id = await runOnce(host);
  await host.clock.advance(0);
  expect(await host.api.jobs.get({ id })).toMatchObject({ status: "needs_attention", failure: { reason: "lost" } });
  await host.api.jobs.resolve({ id, as: "completed", note: "checked by hand" });
  expect(await statusOf(host, id)).toBe("completed");
  await expect(host.api.jobs.resolve({ id, as: "failed" })).rejects.toThrow(/does not need attention/);
});

test("an executor that throws leaves a job that needs attention, not one that runs for ever", async () => {
  const host = await open({
    executor: createScriptedExecutor(() => {
      throw new Error("a fault");
    }),
  });
  const id = await runOnce(host);
  await host.clock.advance(0);
  expect(await statusOf(host, id)).toBe("needs_attention");
});

test("what an ended run left behind is removed", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  await runOnce(host);
  await host.clock.advance(0);
  expect(host.executor.discarded).toHaveLength(1);
});

test("secrets reach the script, and neither the database, nor its log file, nor any answer", async () => {
  const secret = "s3cret-value-nobody-may-see";
  const host = await open({ executor: createScriptedExecutor(exitsWith(0, `the token is ${secret}\n`)) });
  const id = await runOnce(host, {
    environment: [
      { key: "TOKEN", secret },
      { key: "MODE", value: "full" },
    ],
  });
  await host.clock.advance(0);
  expect(host.executor.runs[0]?.request.environment).toMatchObject({ TOKEN: secret, MODE: "full", CRONIUM_JOB_ID: id });
  const job = await host.api.jobs.get({ id });
  const event = await host.api.events.get({ id: job.eventId });
  const log = await host.api.logs.read({ executionId: job.executions[0]?.id ?? "" });
  const logText = log.parts.map((part) => Buffer.from(part.data, "base64").toString()).join("");
  expect(logText).toContain("the token is ••••••");
  expect(JSON.stringify([job, event])).not.toContain(secret);
  for (const name of ["cronium.sqlite", "cronium.sqlite-wal", "secrets.json"]) {
    expect(await readFile(join(host.dataDirectory, name), "latin1")).not.toContain(secret);
  }
  const kept = { ...event.fields, environment: [{ key: "TOKEN", keepSecret: true as const }] };
  await host.api.events.update({ id: event.id, version: event.version, event: kept });
  await host.api.events.run({ id: event.id });
  await host.clock.advance(0);
  expect(host.executor.runs[1]?.request.environment["TOKEN"]).toBe(secret);
});

test("the input of a run reaches its script as JSON", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(0)) });
  const { id } = await host.api.events.create(sampleEvent());
  await host.api.events.run({ id, input: { city: "Zürich", count: 0 } });
  await host.clock.advance(0);
  expect(host.executor.runs[0]?.request.environment["CRONIUM_INPUT"]).toBe('{"city":"Zürich","count":0}');
  await expect(host.api.events.run({ id, input: "x".repeat(8_000_000) })).rejects.toThrow(/8,000,000 bytes/);
});

test("saving over somebody else's change is refused", async () => {
  const host = await open();
  const { id } = await host.api.events.create(sampleEvent());
  await host.api.events.update({ id, version: 1, event: sampleEvent({ description: "mine" }) });
  await expect(host.api.events.update({ id, version: 1, event: sampleEvent() })).rejects.toMatchObject({
    cause: { code: "conflict" },
  });
});

test("an event with unfinished jobs is not deleted", async () => {
  const host = await open();
  const id = await runOnce(host);
  const { eventId } = await host.api.jobs.get({ id });
  await expect(host.api.events.remove({ id: eventId })).rejects.toThrow(/unfinished jobs/);
});

test("a second host on the same data is refused and told who holds it", async () => {
  const host = await open();
  await expect(openTestHost({ dataDirectory: host.dataDirectory })).rejects.toThrow(
    new RegExp(`in use by Cronium .*, process ${String(process.pid)}`),
  );
});

test("a run whose start was committed but never happened is started, and counts as the same attempt", async () => {
  const first = await open();
  const id = await runOnce(first);
  await first.executor.nth(0);
  const next = createScriptedExecutor((run) =>
    run.resumed
      ? { kind: "failed", failure: { reason: "lost", message: "it never began" } }
      : { kind: "exited", exitCode: 0 },
  );
  current = await first.restart(next);
  await current.clock.advance(0);
  expect(next.runs.map((run) => run.resumed)).toEqual([true, false]);
  expect(await current.api.jobs.get({ id })).toMatchObject({ status: "completed", attempt: 1 });
});

test("a run that was cancelled before it began, by a process that is gone, is cancelled and not failed", async () => {
  const host = await open();
  const id = await runOnce(host);
  await host.executor.nth(0);
  await host.host.stop();
  const lost = { kind: "failed", failure: { reason: "lost", message: "it has not run" } } as const;
  const waiting = createScriptedExecutor();
  const next = { ...waiting, resume: () => Promise.resolve(lost) };
  const store = openStore({ path: join(host.dataDirectory, "cronium.sqlite"), clock: host.clock, programVersion: "0" });
  await store.write.updateTable("jobs").set({ cancel_requested_at: host.clock.now() }).where("id", "=", id).execute();
  await store.close();
  current = await openTestHost({ dataDirectory: host.dataDirectory, clock: host.clock, executor: next });
  await current.clock.advance(0);
  expect(await current.api.jobs.get({ id })).toMatchObject({ status: "cancelled", failure: { reason: "cancelled" } });
  expect(waiting.runs).toHaveLength(0);
});
