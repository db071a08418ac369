import { expect, test } from "vitest";
import type { ScheduleInput } from "../../shared/schedule.ts";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";

const open = useTestHosts();
const second = 1_000;
const everyTenSeconds = { kind: "interval", everyMs: 10 * second, anchorMs: testStart } as const;

type Choice = { readonly dryRun?: boolean; readonly description?: string; readonly others?: readonly string[] };

/** An event that runs every ten seconds, as a file describes it, and ends with the exit code. */
async function applied(changes: Partial<ScheduleInput>, exitCode = 0) {
  const host = await open({ executor: createScriptedExecutor(exitsWith(exitCode)) });
  const apply = (schedule: Partial<ScheduleInput>, { dryRun, description = "", others = [] }: Choice = {}) =>
    host.api.definitions.applyDefinition({
      definition: {
        events: [
          { event: sampleEvent({ schedule: { ...everyTenSeconds, ...schedule } as ScheduleInput, description }) },
          ...others.map((name) => ({ event: sampleEvent({ name }) })),
        ],
      },
      ...(dryRun === undefined ? {} : { dryRun }),
    });
  await apply(changes);
  return { host, apply };
}

async function sampleOf(host: TestHost) {
  const [event] = (await host.api.events.list()).filter(({ name }) => name === "sample");
  return event;
}

test("applying the same again leaves an event that failed too often paused, and says so", async () => {
  const schedule = { pauseAfterFailures: 2, resetRunsOnActivation: true, maxRuns: 50 };
  const { host, apply } = await applied(schedule, 1);
  await host.clock.advance(35 * second);
  const note = "stays PAUSED: 2 jobs in a row failed; activate it yourself";
  expect(await apply(schedule)).toMatchObject({ applied: false, changes: [{ kind: "unchanged", notes: [note] }] });
  const changed = await apply(schedule, { description: "edited" });
  expect(changed.changes).toMatchObject([{ kind: "update", fields: [{ path: "description" }], notes: [note] }]);
  expect(await sampleOf(host)).toMatchObject({
    description: "edited",
    status: "PAUSED",
    pauseReason: "2 jobs in a row failed",
    failureStreak: 2,
    runCount: 2,
  });
});

test("an event whose runs are used up stops no apply: it stays paused, and the dry run says the same", async () => {
  const { host, apply } = await applied({ maxRuns: 2 });
  await host.clock.advance(35 * second);
  const note = "stays PAUSED: all 2 runs have been made; activate it yourself";
  const tried = await apply({ maxRuns: 2 }, { dryRun: true, others: ["other"] });
  expect(tried.changes).toMatchObject([{ kind: "unchanged", notes: [note] }, { kind: "create" }]);
  expect(await apply({ maxRuns: 2 }, { others: ["other"] })).toEqual({ ...tried, applied: true });
  expect(await sampleOf(host)).toMatchObject({ status: "PAUSED", runCount: 2 });
});

test("an event that a person paused with its runs used up stays paused, too", async () => {
  const { host, apply } = await applied({ maxRuns: 5 });
  await host.clock.advance(25 * second);
  const { id = 0 } = (await sampleOf(host)) ?? {};
  await host.api.events.setStatus({ id, status: "PAUSED" });
  const tried = await apply({ maxRuns: 2 }, { dryRun: true });
  expect(tried.changes).toMatchObject([
    {
      kind: "update",
      fields: [{ path: "schedule.maxRuns" }],
      notes: ["stays PAUSED: all 2 runs have been made; raise schedule.maxRuns, or reset it and activate it yourself"],
    },
  ]);
  expect((await apply({ maxRuns: 2 })).changes).toEqual(tried.changes);
  expect((await apply({ maxRuns: 9 })).changes).toMatchObject([{ fields: [{ path: "status" }, {}] }]);
  expect((await sampleOf(host))?.status).toBe("ACTIVE");
});

test("a maximum that is lowered below the runs made pauses the event", async () => {
  const { host, apply } = await applied({ maxRuns: 5 });
  await host.clock.advance(25 * second);
  const tried = await apply({ maxRuns: 1 }, { dryRun: true });
  expect(tried.changes).toMatchObject([
    {
      fields: [{ path: "status", from: "ACTIVE", to: "PAUSED" }, { path: "schedule.maxRuns" }],
      notes: ["is PAUSED: its only run has been made; raise schedule.maxRuns, or reset it and activate it yourself"],
    },
  ]);
  expect((await apply({ maxRuns: 1 })).changes).toEqual(tried.changes);
  expect(await apply({ maxRuns: 1 })).toMatchObject({ applied: false });
  expect((await sampleOf(host))?.status).toBe("PAUSED");
});

test.each([
  [{ kind: "once", atMs: testStart - second }, "never due: its only time has passed"],
  [{ ...everyTenSeconds, endMs: testStart - second }, "never due: its end has passed"],
  [
    { ...everyTenSeconds, everyMs: 3_600_000, startMs: testStart + second, endMs: testStart + 2 * second },
    "never due: no time of its schedule lies between its start and its end",
  ],
  [
    { kind: "cron", cron: "0 0 1 1 *", endMs: testStart + second },
    "never due: no time of its schedule is left before its end",
  ],
])("says of an active event that will never be due: %j", async (times, note) => {
  const host = await open();
  const schedule = { timezone: "UTC", ...times } as ScheduleInput;
  const definition = { events: [{ event: sampleEvent({ schedule }) }] };
  const changes = [{ kind: "create", notes: [note] }];
  expect(await host.api.definitions.applyDefinition({ definition, dryRun: true })).toMatchObject({ changes });
  expect(await host.api.definitions.applyDefinition({ definition })).toMatchObject({ changes });
  const draft = { events: [{ event: sampleEvent({ name: "draft", status: "DRAFT", schedule }) }] };
  expect((await host.api.definitions.applyDefinition({ definition: draft })).changes[0]?.notes).toEqual([]);
});
