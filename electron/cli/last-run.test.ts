import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleEvent, testStart } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";
import { serveTestHost, type ServedHost } from "../testing/served-host.ts";

const minute = 60_000;
const hour = 60 * minute;
const hourly = { kind: "interval", everyMs: hour, anchorMs: testStart } as const;
const at = (hours: number): string => new Date(testStart + hours * hour).toISOString();

let served: ServedHost;
beforeEach(async () => {
  served = await serveTestHost({ executor: createScriptedExecutor(exitsWith(0)) });
});
afterEach(() => served.close());

test("next and why end with the last run an event may make, as the forecast does", async () => {
  const { host, world } = served;
  const { id } = await host.api.events.create(sampleEvent({ schedule: { ...hourly, maxRuns: 3 } }));
  await host.clock.advance(hour + minute);
  const told = await world.run("next", "sample", "--count", "20");
  expect(told.text.trimEnd().split("\n").slice(1)).toEqual([
    expect.stringMatching(/^2026-03-02T14:00:00Z /),
    expect.stringMatching(/^2026-03-02T15:00:00Z .* the last run it may make$/),
  ]);
  expect(await world.json("next", "sample", "--count", "20")).toMatchObject({ due: [at(2), at(3)], lastRun: at(3) });
  expect(await world.json("next", "sample", "--count", "1")).not.toHaveProperty("lastRun");
  expect((await world.run("why", "sample", "--at", at(3))).text).toContain("it will be decided then");
  expect((await world.run("why", "sample", "--at", at(4))).text).toBe(
    "Nothing will be due at 2026-03-02 16:00 UTC as things are: “sample” makes the last run it may make at 2026-03-02 15:00 UTC, and is paused then.\n",
  );
  // What a calendar holds back uses up no run.
  await host.api.calendars.create({
    name: "Freeze",
    windows: [{ kind: "dated", effect: "blackout", from: "2026-03-02T13:30", until: "2026-03-02T14:30" }],
    attachments: [{ kind: "event", eventId: id }],
  });
  expect(await world.json("next", "sample", "--count", "20")).toMatchObject({
    due: [at(2), at(3), at(4)],
    blocked: [{ at: at(2) }],
    lastRun: at(4),
  });
  await host.clock.advance(3 * hour);
  expect((await world.run("next", "sample")).text).toContain("Never again: it has made all the runs it may make.");
});
