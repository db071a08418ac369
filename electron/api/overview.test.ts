import { afterEach, beforeEach, expect, test } from "vitest";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { openTestHost, sampleEvent, type TestHost } from "../testing/open-test-host.ts";

let host: TestHost;
beforeEach(async () => {
  const executor = createScriptedExecutor((run) => exitsWith(run.request.script.includes("fail") ? 1 : 0)(run));
  host = await openTestHost({ executor });
});
afterEach(() => host.close());

test("the last day is shown hour by hour, oldest first, and adds up", async () => {
  const good = await host.api.events.create(sampleEvent({ name: "good" }));
  const bad = await host.api.events.create(sampleEvent({ name: "bad", script: "fail" }));
  await host.api.events.run({ id: good.id });
  await host.clock.advance(3 * 3_600_000 + 60_000);
  await host.api.events.run({ id: good.id });
  await host.api.events.run({ id: bad.id });
  await host.clock.advance(1_000);
  const overview = await host.api.system.overview();
  expect(overview.lastDay).toEqual({ completed: 2, failed: 1, other: 0 });
  expect(overview.hours).toHaveLength(24);
  expect(overview.hours.at(-1)).toMatchObject({ completed: 1, failed: 1 });
  expect(overview.hours.at(-4)).toMatchObject({ completed: 1, failed: 0 });
});

test("what comes next, what runs and what needs someone are listed", async () => {
  const everyHour = { kind: "cron", cron: "0 * * * *", timezone: "UTC" } as const;
  await host.api.events.create(sampleEvent({ schedule: everyHour }));
  const overview = await host.api.system.overview();
  expect(overview.events).toEqual({ total: 1, active: 1, paused: 0, draft: 0 });
  expect(overview.next).toMatchObject([{ eventName: "sample", timezone: "UTC" }]);
  expect(overview.attention).toEqual([]);
});
