import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCommandWorld, type CommandWorld } from "../testing/command-world.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { openTestHost, sampleEvent, testStart } from "../testing/open-test-host.ts";

let data: string;
let cronium: CommandWorld;

beforeAll(async () => {
  const { host, api, dataDirectory } = await openTestHost();
  const once = { kind: "once" as const, atMs: testStart - 1_000, timezone: "UTC" };
  await api.events.create(sampleEvent({ name: "over", schedule: once }));
  await api.events.create(sampleEvent({ name: "resting", status: "PAUSED", schedule: once }));
  await api.events.create(sampleEvent({ name: "by hand" }));
  await host.stop();
  data = dataDirectory;
  cronium = createCommandWorld({ dataDirectory: data, clock: createFakeClock(testStart + 1_000) });
});
afterAll(() => {
  rmSync(data, { recursive: true });
});

it("says of an active event that it is never due, and why", async () => {
  expect((await cronium.run("event", "show", "over")).text).toContain("never: its only time has passed");
  expect((await cronium.run("event", "show", "resting")).text).not.toContain("never");
  const { text } = await cronium.run("event", "list");
  expect(text.match(/never: its only time has passed/g)).toHaveLength(1);
});

it("names in a forecast what has nothing due", async () => {
  expect((await cronium.run("forecast")).text).toContain("1 active event has nothing due: over.");
});
