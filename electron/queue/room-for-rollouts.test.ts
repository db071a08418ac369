import { afterEach, expect, test } from "vitest";
import type { Rollout } from "../../shared/rollout.ts";
import type { ExecutionOutcome } from "../executors/executor.ts";
import { createScriptedExecutor, type ScriptedExecutor, type ScriptedRun } from "../testing/scripted-executor.ts";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";

const minuteMs = 60_000;
const ended = { kind: "exited", exitCode: 0 } as const;

let host: TestHost | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

interface ServerChange {
  readonly concurrency?: number;
  readonly held_until?: number | null;
  readonly held_since?: number;
  readonly options?: string;
}

interface World {
  readonly host: TestHost;
  /** Queues a job on these servers. */
  run(names: string, rollout?: Partial<Rollout>): Promise<string>;
  write(name: string, change: ServerChange): Promise<void>;
  statusOf(jobId: string): Promise<string>;
}

/** Servers a, b and c. */
async function openWorld(executor: ScriptedExecutor = createScriptedExecutor()): Promise<World> {
  const opened = await openTestHost({ executor });
  host = opened;
  const { api } = opened;
  const ids = new Map<string, number>();
  let events = 0;
  for (const name of "abc") {
    const place = { name, address: "192.0.2.1", username: "deploy" };
    ids.set(name, (await api.servers.create({ ...place, authentication: { kind: "agent" } })).id);
  }
  return {
    host: opened,
    async run(names, rollout = {}) {
      const serverIds = [...names].map((name) => ids.get(name) ?? 0);
      const name = `event ${String((events += 1))}`;
      const { id } = await api.events.create(sampleEvent({ name, run: { on: "servers", serverIds }, rollout }));
      return (await api.events.run({ id })).jobId;
    },
    async write(name, change) {
      const { write } = opened.host.createContext().store;
      await write.updateTable("servers").set(change).where("name", "=", name).execute();
    },
    statusOf: async (jobId) => (await api.jobs.get({ id: jobId })).status,
  };
}

const nameOf = ({ request }: ScriptedRun): string =>
  request.target.on === "servers" ? request.target.server.name : "";

test("a rollout whose first server is down takes up no room on the others meanwhile", async () => {
  const executor = createScriptedExecutor(() => ended);
  const { host: opened, run, write, statusOf } = await openWorld(executor);
  await write("b", { concurrency: 1 });
  const now = opened.clock.now();
  await write("a", { held_until: now + minuteMs, held_since: now });
  const waiting = await run("ab", { canary: 1 });
  await opened.clock.advance(0);
  const other = await run("b");
  await opened.clock.advance(5_000);
  expect(await statusOf(other)).toBe("completed");
  await opened.clock.advance(minuteMs);
  expect(await statusOf(waiting)).toBe("completed");
  expect(executor.runs.map(nameOf).join("")).toBe("bab");
});

test("a job that waits for room within itself is cancelled at once", async () => {
  const scripted = createScriptedExecutor();
  const unreached: ExecutionOutcome = { kind: "failed", failure: { reason: "connect_failed", message: "No answer" } };
  let tries = 0;
  const executor: ScriptedExecutor = {
    ...scripted,
    run: (request, context) => (++tries === 1 ? Promise.resolve(unreached) : scripted.run(request, context)),
  };
  const { host: opened, run, write, statusOf } = await openWorld(executor);
  await write("b", { concurrency: 1 });
  const waiting = await run("b");
  await opened.clock.advance(0);
  const other = await run("b");
  await opened.clock.advance(10_000);
  expect([await statusOf(waiting), await statusOf(other)]).toEqual(["running", "running"]);
  await opened.api.jobs.cancel({ id: waiting });
  await opened.clock.advance(0);
  expect([await statusOf(waiting), await statusOf(other)]).toEqual(["cancelled", "running"]);
});

test("a server to which no way leads is not waited for: the job fails at once, and says why", async () => {
  const { host: opened, run, write } = await openWorld();
  await write("a", { options: JSON.stringify({ jump: "nowhere" }) });
  const jobId = await run("a");
  await opened.clock.advance(1_000);
  const job = await opened.api.jobs.get({ id: jobId });
  expect(job).toMatchObject({ status: "failed", failure: { reason: "jump_failed" } });
});

test("what a rollout has waited for a minute is kept for it: jobs that come later do not pass it for ever", async () => {
  const executor = createScriptedExecutor();
  const { host: opened, run, write, statusOf } = await openWorld(executor);
  await write("b", { concurrency: 1 });
  const rollout = await run("ab", { atOnce: 1 });
  const onA = await executor.nth(0);
  for (let others = 0; others < 12; others += 1) await run("b");
  await executor.nth(1);
  onA.end(ended);
  for (let at = 1; at <= 6; at += 1) {
    await opened.clock.advance(30_000);
    executor.runs[at]?.end(ended);
  }
  await opened.clock.advance(10_000);
  executor.runs.at(-1)?.end(ended);
  await opened.clock.advance(0);
  expect(await statusOf(rollout)).toBe("completed");
});

test("taken up after a crash, a rollout that has stopped begins on no further server", async () => {
  const { host: opened, run, write } = await openWorld();
  const now = opened.clock.now();
  await write("c", { held_until: now + minuteMs, held_since: now });
  const jobId = await run("abc", { stopAfterFailures: 1 });
  await opened.executor.nth(1);
  opened.executor.runs[0]?.end({ kind: "exited", exitCode: 7 });
  await opened.clock.advance(0);
  await write("c", { held_until: null });
  const next = createScriptedExecutor(() => ended);
  host = await opened.restart(next);
  await host.clock.advance(minuteMs);
  expect(next.runs.map(nameOf)).toEqual(["b"]);
  expect((await host.api.jobs.get({ id: jobId })).notBegun.map(({ name }) => name)).toEqual(["c"]);
});
