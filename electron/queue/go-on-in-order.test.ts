import { assert, asyncProperty, integer, record, shuffledSubarray } from "fast-check";
import { afterEach, expect, test } from "vitest";
import type { ExecutionOutcome } from "../executors/executor.ts";
import { createScriptedExecutor, type ScriptedExecutor } from "../testing/scripted-executor.ts";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";

const minuteMs = 60_000;
const unreached: ExecutionOutcome = { kind: "failed", failure: { reason: "connect_failed", message: "No answer" } };

let host: TestHost | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

/** The servers on which something runs, in order. */
function createCountingExecutor() {
  const atWork: string[] = [];
  const scripted = createScriptedExecutor();
  const track = async (name: string, work: () => Promise<ExecutionOutcome>): Promise<ExecutionOutcome> => {
    atWork.push(name);
    try {
      return await work();
    } finally {
      atWork.splice(atWork.indexOf(name), 1);
    }
  };
  return { scripted, track, underWay: () => atWork.join("") };
}

/** Runs one job on each of as many servers, none of which can be reached at first. */
async function waitingJobs(count: number, concurrency: number) {
  const { scripted: executor, track, underWay } = createCountingExecutor();
  const down = new Set<string>();
  const withDown = {
    ...executor,
    async run(request, context) {
      const name = request.target.on === "servers" ? request.target.server.name : "";
      if (!down.has(name)) return track(name, () => executor.run(request, context));
      await hold(name);
      return unreached;
    },
  } satisfies ScriptedExecutor;
  const opened = await openTestHost({ executor: withDown });
  host = opened;
  const { api, clock } = opened;
  await api.settings.set({ concurrency });
  const jobIds: string[] = [];
  for (const name of "abcdefghij".slice(0, count)) {
    const authentication = { kind: "agent" as const };
    const server = await api.servers.create({ name, address: "192.0.2.1", username: "deploy", authentication });
    down.add(name);
    const { id } = await api.events.create(sampleEvent({ name, run: { on: "servers", serverIds: [server.id] } }));
    jobIds.push((await api.events.run({ id })).jobId);
    await clock.advance(1);
  }
  return { opened, down, jobIds, executor, withDown, underWay };
}

/** As the breaker does it when a server cannot be reached. */
async function hold(name: string): Promise<void> {
  const now = host?.clock.now() ?? 0;
  const columns = { held_until: now + minuteMs, held_since: now, held_reason: "No answer" };
  await host?.host.createContext().store.write.updateTable("servers").set(columns).where("name", "=", name).execute();
}

/** All at once, as when a network is there again. */
async function releaseAll(): Promise<void> {
  const { store, changes } = host?.host.createContext() ?? {};
  const up = { held_until: null, held_since: null, held_reason: null };
  await store?.write.updateTable("servers").set(up).execute();
  changes?.announce({ noun: "server" });
}

test("jobs that waited inside their run for servers go on within the limit, in the order of the queue", async () => {
  const { opened, down, jobIds, executor, underWay } = await waitingJobs(5, 2);
  const { api, clock } = opened;
  for (const { status, waitingFor } of (await api.jobs.list({})).jobs) {
    expect({ status, kind: waitingFor?.kind }).toEqual({ status: "running", kind: "server" });
  }
  down.clear();
  await releaseAll();
  await clock.advance(2 * minuteMs);
  expect(underWay()).toBe("ab");
  expect((await api.jobs.get({ id: jobIds[4] ?? "" })).waitingFor).toEqual({
    kind: "room",
    words: ["room: 2 under way, and the settings allow 2 at once"],
  });
  (await executor.nth(1)).end({ kind: "exited", exitCode: 0 });
  await executor.nth(2);
  expect(underWay()).toBe("ac");
  // One that is to be cancelled needs no place.
  await api.jobs.cancel({ id: jobIds[3] ?? "" });
  await expect.poll(async () => (await api.jobs.get({ id: jobIds[3] ?? "" })).status).toBe("cancelled");
  expect(underWay()).toBe("ac");
});

test("so do those that an earlier process left waiting", async () => {
  const { opened, down, withDown, underWay } = await waitingJobs(4, 1);
  down.clear();
  host = await opened.restart(withDown);
  await releaseAll();
  await host.clock.advance(2 * minuteMs);
  expect(underWay()).toBe("a");
});

test("however many wait and in whatever order their servers come back: the limit holds, and all go on", async () => {
  const letters = [..."abcdef"];
  await assert(
    asyncProperty(
      record({ concurrency: integer({ min: 1, max: 3 }), order: shuffledSubarray(letters, { minLength: 6 }) }),
      async ({ concurrency, order }) => {
        const { opened, down, jobIds, executor, underWay } = await waitingJobs(letters.length, concurrency);
        const { api, clock } = opened;
        for (const name of order) {
          down.delete(name);
          await clock.advance(minuteMs);
          expect(underWay().length).toBeLessThanOrEqual(concurrency);
        }
        for (let index = 0; index < jobIds.length; index += 1) {
          await clock.advance(minuteMs);
          expect(underWay().length).toBeLessThanOrEqual(concurrency);
          (await executor.nth(index)).end({ kind: "exited", exitCode: 0 });
        }
        for (const id of jobIds) {
          await expect.poll(async () => (await api.jobs.get({ id })).status).toBe("completed");
        }
        await opened.close();
        host = undefined;
      },
    ),
    { numRuns: 5 },
  );
});
