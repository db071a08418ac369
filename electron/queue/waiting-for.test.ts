import { afterEach, expect, test } from "vitest";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";
import { waitingText } from "../../shared/waiting.ts";
import { whatQueuedWaitsFor, type QueueFacts } from "./waiting-for.ts";

const job = { status: "queued", available_at: 100, attempt: 0, exclusive: 0, event_name: "nightly" } as const;
const facts = { now: 100, underWay: 3, underWayOfEvent: 1, concurrency: 4, full: [] };
const full = { what: "server", name: "web-1", limit: 3, taken: 3, needed: 1 } as const;

const inUtc = (at: number): string => new Date(at).toISOString();

function waitingWords(waiting: Parameters<typeof whatQueuedWaitsFor>[0], given: QueueFacts): string | undefined {
  const found = whatQueuedWaitsFor(waiting, given);
  return found && waitingText(found, inUtc);
}

test("a job that waits says for what, the first that holds", () => {
  expect(waitingWords({ ...job, status: "running" }, facts)).toBeUndefined();
  expect(waitingWords({ ...job, available_at: 101, exclusive: 1 }, facts)).toBe(
    "its time to come, 1970-01-01T00:00:00.101Z",
  );
  expect(waitingWords({ ...job, available_at: 101, attempt: 1 }, facts)).toBe(
    "the time of its next attempt, 1970-01-01T00:00:00.101Z",
  );
  expect(waitingWords({ ...job, exclusive: 1 }, facts)).toBe("the end of another job of “nightly”");
  expect(waitingWords({ ...job, exclusive: 1 }, { ...facts, underWayOfEvent: 0 })).toBe("its turn");
  expect(waitingWords(job, { ...facts, underWay: 4 })).toBe("room: 4 under way, and the settings allow 4 at once");
  const waits = (...rooms: QueueFacts["full"]): string | undefined =>
    waitingWords(job, { ...facts, underWay: 4, full: rooms });
  expect(waits(full)).toBe("web-1, which runs 3 of 3");
  expect(waits({ ...full, what: "event", limit: 1 })).toBe("the limit of 1 job of this event at once");
  expect(waits(full, { ...full, what: "group", name: "db", taken: 2, needed: 2 })).toBe(
    "web-1, which runs 3 of 3, and the group db, which runs 2 of 3 and would have to run 2 more",
  );
});

let host: TestHost | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
});

async function waitingOf(id: string): Promise<string | undefined> {
  const waiting = (await host?.api.jobs.get({ id }))?.waitingFor;
  return waiting && waitingText(waiting, inUtc);
}

test("the limit of the settings holds across a restart, and who waits for it says so", async () => {
  host = await openTestHost();
  await host.api.settings.set({ concurrency: 1 });
  const { id } = await host.api.events.create(sampleEvent());
  const first = await host.api.events.run({ id });
  await host.executor.nth(0);
  const second = await host.api.events.run({ id });
  expect(await waitingOf(second.jobId)).toBe("room: 1 under way, and the settings allow 1 at once");
  expect(await waitingOf(first.jobId)).toBeUndefined();
  const executor = createScriptedExecutor();
  host = await host.restart(executor);
  const resumed = await executor.nth(0);
  expect(executor.runs).toHaveLength(1);
  expect(await waitingOf(second.jobId)).toBe("room: 1 under way, and the settings allow 1 at once");
  resumed.end({ kind: "exited", exitCode: 0 });
  await executor.nth(1);
  expect(await waitingOf(second.jobId)).toBeUndefined();
});

test("a failed attempt says that it waits for the next", async () => {
  host = await openTestHost({ executor: createScriptedExecutor(exitsWith(1)) });
  const { id } = await host.api.events.create(sampleEvent({ retries: { max: 1, delayMs: 10_000, factor: 2 } }));
  const { jobId } = await host.api.events.run({ id });
  await host.clock.advance(0);
  expect(await waitingOf(jobId)).toMatch(/^the time of its next attempt, 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});
