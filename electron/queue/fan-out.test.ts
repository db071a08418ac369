import { afterEach, expect, test } from "vitest";
import type { Rollout } from "../../shared/rollout.ts";
import type { ServerOptions } from "../../shared/server-options.ts";
import type { ExecutionOutcome } from "../executors/executor.ts";
import { createScriptedExecutor, type ScriptedExecutor, type ScriptedRun } from "../testing/scripted-executor.ts";
import { openTestHost, sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";

let host: TestHost | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

const minuteMs = 60_000;
const ended = { kind: "exited", exitCode: 0 } as const;
const broken = { kind: "exited", exitCode: 7 } as const;

function nameOf({ request }: ScriptedRun): string {
  return request.target.on === "servers" ? request.target.server.name : "";
}

/** Servers a, b, c … with an event on all of them. */
async function prepare(
  count: number,
  rollout: Partial<Rollout>,
  executor?: ScriptedExecutor,
  more: Parameters<typeof sampleEvent>[0] = {},
): Promise<{ readonly host: TestHost; readonly serverIds: readonly number[]; readonly run: () => Promise<string> }> {
  const opened = await openTestHost(executor === undefined ? {} : { executor });
  host = opened;
  const serverIds: number[] = [];
  for (const name of "abcdefghij".slice(0, count)) {
    const server = { name, address: "192.0.2.1", username: "deploy", authentication: { kind: "agent" as const } };
    serverIds.push((await opened.api.servers.create(server)).id);
  }
  const { id } = await opened.api.events.create(sampleEvent({ run: { on: "servers", serverIds }, rollout, ...more }));
  const run = async (): Promise<string> => (await opened.api.events.run({ id })).jobId;
  return { host: opened, serverIds, run };
}

/** Which servers it ran on so far, in order. */
const ranOn = (executor: ScriptedExecutor): string => executor.runs.map(nameOf).join("");

async function settled(jobId: string) {
  for (;;) {
    const job = await host?.api.jobs.get({ id: jobId });
    if (job?.finishedAt !== undefined) return job;
    await host?.clock.advance(0);
  }
}

/** Each server ends at once, these ones badly. */
function failingOn(names: string): ScriptedExecutor {
  return createScriptedExecutor((run): ExecutionOutcome => ([...names].includes(nameOf(run)) ? broken : ended));
}

test("when the canary fails the others are not tried, and only these are when it is retried", async () => {
  const executor = failingOn("a");
  const { run } = await prepare(3, { canary: 1 }, executor);
  const job = await settled(await run());
  expect(job).toMatchObject({ status: "failed", exitCode: 101, failure: { reason: "nonzero_exit" } });
  expect(job.failure?.message).toMatch(/^1 of 3 targets failed: a \(.*\); not tried: b, c$/);
  expect(job.executions.map(({ target }) => target)).toEqual(["a"]);
  expect(job.notBegun.map(({ name }) => name)).toEqual(["b", "c"]);
  expect(ranOn(executor)).toBe("a");
});

test("it stops after so many failures, tells who failed and who was not tried, and retries those only", async () => {
  const executor = failingOn("bd");
  const { run } = await prepare(10, { atOnce: 1, stopAfterFailures: 2 }, executor);
  const jobId = await run();
  const job = await settled(jobId);
  expect(job).toMatchObject({ status: "partial", exitCode: 102 });
  expect(job.failure?.message).toMatch(/^2 of 10 targets failed: b, d \(.*\); not tried: e, f, g, h, i, j$/);
  expect(ranOn(executor)).toBe("abcd");

  const again = await host?.api.jobs.retryFailed({ id: jobId, idempotencyKey: "x" });
  expect(await host?.api.jobs.retryFailed({ id: jobId, idempotencyKey: "x" })).toEqual({ ...again, created: false });
  const second = await settled(again?.jobId ?? "");
  expect(second).toMatchObject({ retryOf: jobId, retriesFailedOnly: true, status: "failed", exitCode: 102 });
  expect(ranOn(executor)).toBe("abcdbd");
  expect(second.notBegun.map(({ name }) => name).join("")).toBe("efghij");
  expect((await host?.api.jobs.get({ id: jobId }))?.retriedAs).toEqual([second.id]);
});

test("waves wait for each other and for the pause between them, and a job under way says that it does", async () => {
  const { host: opened, run } = await prepare(5, { atOnce: 2, canary: 1, pauseMs: minuteMs }, failingOn(""));
  const { executor, clock, api } = opened;
  const jobId = await run();
  await clock.advance(0);
  expect(ranOn(executor)).toBe("a");
  expect((await api.jobs.get({ id: jobId })).waitingFor?.kind).toBe("pause");
  await clock.advance(minuteMs);
  expect(ranOn(executor)).toBe("abc");
  await clock.advance(minuteMs);
  expect(ranOn(executor)).toBe("abcde");
  expect(await settled(jobId)).toMatchObject({ status: "completed", exitCode: 0, notBegun: [] });
});

test("killed in the middle, it goes on just so: nothing twice, nothing left out", async () => {
  const { run } = await prepare(4, { atOnce: 2 });
  const jobId = await run();
  const first = host?.executor ?? createScriptedExecutor();
  (await first.nth(0)).end(ended);
  await first.nth(2);
  expect(ranOn(first)).toBe("abc");
  const next = createScriptedExecutor();
  host = await host?.restart(next);
  (await next.nth(0)).end(ended);
  (await next.nth(1)).end(broken);
  (await next.nth(2)).end(ended);
  expect(await settled(jobId)).toMatchObject({ status: "partial", exitCode: 101 });
  expect(next.runs.map((each) => `${nameOf(each)} ${each.resumed ? "resumed" : "begun"}`)).toEqual([
    "b resumed",
    "c resumed",
    "d begun",
  ]);
});

test("cancelled, it stops what is under way and begins no more", async () => {
  const { host: opened, run } = await prepare(4, { atOnce: 1 });
  const jobId = await run();
  (await opened.executor.nth(0)).end(ended);
  await opened.executor.nth(1);
  await opened.api.jobs.cancel({ id: jobId });
  const job = await settled(jobId);
  expect(job).toMatchObject({ status: "cancelled", exitCode: -2 });
  expect(job.notBegun.map(({ name }) => name)).toEqual(["c", "d"]);
  expect(ranOn(opened.executor)).toBe("ab");
});

test("another attempt goes only where the one before failed, and then on to those not tried", async () => {
  let tries = 0;
  const executor = createScriptedExecutor((each) => (nameOf(each) === "b" && ++tries === 1 ? broken : ended));
  const retries = { max: 1, delayMs: 1_000, factor: 1 };
  const { run } = await prepare(3, { atOnce: 1, stopAfterFailures: 1 }, executor, { retries });
  const jobId = await run();
  await host?.clock.advance(0);
  expect(ranOn(executor)).toBe("ab");
  await host?.clock.advance(2_000);
  expect(ranOn(executor)).toBe("abbc");
  expect(await settled(jobId)).toMatchObject({ status: "completed", attempt: 2, exitCode: 0 });
});

/** As the breaker does it when a server cannot be reached. */
async function hold(name: string, forMs: number, options: ServerOptions = {}): Promise<void> {
  const now = host?.clock.now() ?? testStart;
  const { store } = host?.host.createContext() ?? {};
  await store?.write
    .updateTable("servers")
    .set((build) => ({
      held_until: now + forMs,
      held_since: build.fn.coalesce("held_since", build.val(now)),
      held_reason: "No answer",
      options: JSON.stringify(options),
    }))
    .where("name", "=", name)
    .execute();
}

async function release(name: string): Promise<void> {
  const { store } = host?.host.createContext() ?? {};
  const up = { held_until: null, held_since: null, held_reason: null };
  await store?.write.updateTable("servers").set(up).where("name", "=", name).execute();
}

const unreached: ExecutionOutcome = { kind: "failed", failure: { reason: "connect_failed", message: "No answer" } };

/** Servers that cannot be reached while their names are in `down`; each try holds them for a minute. */
function reachable(down: Set<string>, options: ServerOptions = {}) {
  const scripted = failingOn("");
  let tries = 0;
  const executor: ScriptedExecutor = {
    ...scripted,
    async run(request, context) {
      const name = request.target.on === "servers" ? request.target.server.name : "";
      if (!down.has(name)) return scripted.run(request, context);
      tries += 1;
      await hold(name, minuteMs, options);
      return unreached;
    },
  };
  return { executor, tries: () => tries };
}

test("a job whose server is down waits for it, says so, takes up no place meanwhile, and runs once it is back", async () => {
  const down = new Set(["a"]);
  const { executor, tries } = reachable(down);
  const { host: opened, run } = await prepare(1, {}, executor, { retries: { max: 0 } });
  const { api, clock } = opened;
  await api.settings.set({ concurrency: 1 });
  const first = await run();
  await clock.advance(0);
  const waiting = await api.jobs.get({ id: first });
  expect(waiting).toMatchObject({ status: "running", executions: [] });
  const words = ["server ", "a, down since ", { at: testStart }, ", tried again at ", { at: testStart + minuteMs }];
  expect(waiting.waitingFor).toEqual({ kind: "server", words });
  const second = await run();
  const other = await api.events.create(sampleEvent({ name: "here" }));
  const here = await api.events.run({ id: other.id });
  expect((await settled(here.jobId)).status).toBe("completed");
  const queued = await api.jobs.get({ id: second });
  expect(queued).toMatchObject({ status: "queued", waitingFor: waiting.waitingFor });
  await clock.advance(minuteMs);
  expect(tries()).toBeGreaterThan(1);
  down.clear();
  await release("a");
  await clock.advance(2 * minuteMs);
  for (const id of [first, second]) {
    expect(await settled(id)).toMatchObject({ status: "completed", attempt: 1, exitCode: 0 });
  }
});

test("it is waited for across a restart, but not for longer than was chosen; then it fails", async () => {
  const options = { waitWhileDownMs: 10 * minuteMs };
  const { executor, tries } = reachable(new Set(["a"]), options);
  const { run } = await prepare(1, {}, executor);
  const jobId = await run();
  await host?.clock.advance(5 * minuteMs);
  const before = tries();
  host = await host?.restart(executor);
  await host?.clock.advance(4 * minuteMs);
  expect((await host?.api.jobs.get({ id: jobId }))?.status).toBe("running");
  await host?.clock.advance(2 * minuteMs);
  expect(tries()).toBeGreaterThan(before);
  const job = await settled(jobId);
  expect(job).toMatchObject({ status: "failed", exitCode: -3, failure: { reason: "connect_failed" } });
  expect((job.finishedAt ?? 0) - job.queuedAt).toBeGreaterThanOrEqual(10 * minuteMs);
});

test("one failure is enough to wait for a server, though it is not held yet", async () => {
  const scripted = failingOn("");
  let tries = 0;
  const executor: ScriptedExecutor = {
    ...scripted,
    run: (request, context) => (++tries < 3 ? Promise.resolve(unreached) : scripted.run(request, context)),
  };
  const { run } = await prepare(1, {}, executor);
  const jobId = await run();
  await host?.clock.advance(4_000);
  expect(tries).toBe(1);
  await host?.clock.advance(20_000);
  expect(tries).toBe(3);
  const job = await settled(jobId);
  expect(job).toMatchObject({ status: "completed", attempt: 1 });
  expect(job.executions).toHaveLength(1);
  expect(job.timeline.filter(({ what }) => what === "unreached").map(({ detail }) => detail)).toEqual(["a"]);
});

test("with no patience it fails at once; one that was queued is given up when it has waited for long enough", async () => {
  const hasty = reachable(new Set(["a"]), { waitWhileDownMs: 0 });
  const { run } = await prepare(1, {}, hasty.executor);
  await hold("a", 1, { waitWhileDownMs: 0 });
  expect(await settled(await run())).toMatchObject({ status: "failed", exitCode: -3 });

  await hold("a", 60 * minuteMs, { waitWhileDownMs: 3 * minuteMs });
  const jobId = await run();
  await host?.clock.advance(2 * minuteMs);
  expect((await host?.api.jobs.get({ id: jobId }))?.status).toBe("queued");
  await host?.clock.advance(2 * minuteMs);
  expect((await settled(jobId)).failure?.reason).toBe("connect_failed");
});

test("of several servers those that are up are done first; the one that is down is waited for within the job", async () => {
  const down = new Set(["b"]);
  const { executor } = reachable(down);
  const { host: opened, run } = await prepare(3, {}, executor);
  await hold("b", minuteMs);
  const jobId = await run();
  await opened.clock.advance(0);
  expect(ranOn(executor)).toBe("ac");
  const waiting = await opened.api.jobs.get({ id: jobId });
  expect(waiting.notBegun.map(({ name }) => name)).toEqual(["b"]);
  expect(waiting.waitingFor?.words.slice(0, 2)).toEqual(["server ", "b, down since "]);
  down.clear();
  await opened.clock.advance(minuteMs);
  expect(await settled(jobId)).toMatchObject({ status: "completed", exitCode: 0, notBegun: [] });
});

test("with a limit of one on a server, waves of two jobs never meet there", async () => {
  const { host: opened, run, serverIds } = await prepare(2, { atOnce: 1 });
  const { api, executor, clock } = opened;
  const limited = serverIds[1] ?? 0;
  const { write } = opened.host.createContext().store;
  await write.updateTable("servers").set({ concurrency: 1 }).where("id", "=", limited).execute();
  const jobId = await run();
  const onA = await executor.nth(0);
  const other = await api.events.create(sampleEvent({ name: "other", run: { on: "servers", serverIds: [limited] } }));
  const { jobId: otherId } = await api.events.run({ id: other.id });
  const meanwhile = await executor.nth(1);
  onA.end(ended);
  await clock.advance(10_000);
  expect(ranOn(executor)).toBe("ab");
  meanwhile.end(ended);
  await settled(otherId);
  await clock.advance(10_000);
  (await executor.nth(2)).end(ended);
  expect((await settled(jobId)).status).toBe("completed");
});
