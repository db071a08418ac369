import { afterAll, beforeAll, expect, it } from "vitest";
import { rmSync } from "node:fs";
import { createCommandWorld, type CommandWorld } from "../testing/command-world.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { openTestHost, sampleEvent, testStart } from "../testing/open-test-host.ts";

const hour = 3_600_000;
let data: string;
let cronium: CommandWorld;

beforeAll(async () => {
  const { host, api, dataDirectory } = await openTestHost();
  const cron = (text: string, timezone = "UTC") => ({ kind: "cron" as const, cron: text, timezone });
  const backup = await api.events.create(sampleEvent({ name: "db-backup", schedule: cron("0 2 * * *") }));
  await api.events.create(
    sampleEvent({ name: "report", tags: ["night"], schedule: cron("0 1-3 * * *", "Europe/Berlin") }),
  );
  await api.events.create(sampleEvent({ name: "yearly", schedule: cron("0 0 1 1 *") }));
  await api.events.create(sampleEvent({ name: "resting", status: "PAUSED", schedule: cron("0 * * * *") }));
  await api.calendars.create({
    name: "Freeze",
    timezone: "UTC",
    windows: [{ kind: "dated", effect: "blackout", from: "2026-03-04", until: "2026-03-05", label: "Release" }],
    attachments: [{ kind: "event", eventId: backup.id }],
  });
  await host.stop();
  data = dataDirectory;
  cronium = createCommandWorld({ dataDirectory: data, clock: createFakeClock(testStart) });
});
afterAll(() => {
  rmSync(data, { recursive: true });
});

it("prints what the next 24 hours bring", async () => {
  const { status, text } = await cronium.run("forecast");
  expect({ status, text }).toEqual({
    status: 0,
    text: `From 2026-03-02T12:00:00Z until 2026-03-03T12:00:00Z: 4 starts
EVENT      STARTS  FIRST                                        SCHEDULE
db-backup  1       2026-03-03T02:00:00Z (in 14h)                at 02:00 every day (UTC)
report     3       2026-03-03T00:00:00Z (in 12h), 01:00, 02:00  at 01:00, 02:00 and 03:00 every day (Europe/Berlin)
1 active event has nothing due: yearly.
Busiest minute: 2026-03-03T02:00:00Z, 2 starts: db-backup, report

Collisions
2026-03-03T02:00:00Z  “db-backup” and “report” start in the same minute on this computer
`,
  });
});

it("tells clock changes, and what calendars block", async () => {
  const { text } = await cronium.run("forecast", "--until", "30d");
  expect(text).toContain("2 more blocked by calendars");
  expect(text).toMatch(/Clock changes\n2026-03-29T01:00:00Z {2}Europe\/Berlin {2}forward by 1h {2}concerns report\n/);
  expect(text).toMatch(/Calendars\n2026-03-04T00:00:00Z – 2026-03-06T00:00:00Z {2}blocked {2}Freeze: Release\n/);
});

it("chooses by event and by tag, and groups by server", async () => {
  expect(await cronium.json("forecast", "--event", "db-backup", "--until", "2026-03-05T12:00:00Z")).toMatchObject({
    rows: [{ name: "db-backup", count: 1, blockedCount: 2, blocked: [{ calendar: "Freeze" }, {}] }],
  });
  expect(await cronium.json("forecast", "--tag", "night")).toMatchObject({ total: 3, rows: [{ name: "report" }] });
  expect(await cronium.json("forecast", "--by", "server", "--from", "2026-03-03T00:00:00Z")).toMatchObject({
    fromMs: testStart + 12 * hour,
    rows: [{ name: "this computer", count: 4 }],
  });
});

it("says why an event that rests is not in it", async () => {
  const { text, stderr } = await cronium.run("forecast", "--event", "resting");
  expect(text).toContain("0 starts");
  expect(stderr).toBe("“resting” is paused: nothing starts until it is activated.\n");
});

it.each([
  [["--until", "2026-03-01T00:00:00Z"], "not after"],
  [["--until", "400d"], "at most 366 days"],
  [["--by", "colour"], "none of event, server"],
  [["--from", "tomorrow"], "not a date"],
])("refuses %j", async (flags, message) => {
  const { status, stderr } = await cronium.run("forecast", ...flags);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});

it("`next` marks what a calendar will block", async () => {
  const { text } = await cronium.run("next", "db-backup", "--count", "3");
  expect(text).toBe(`At 02:00 every day (UTC)
2026-03-03T02:00:00Z  2026-03-03 02:00:00 UTC  in 14h
2026-03-04T02:00:00Z  2026-03-04 02:00:00 UTC  in 1d   blocked by Freeze
2026-03-05T02:00:00Z  2026-03-05 02:00:00 UTC  in 2d   blocked by Freeze
`);
  expect(await cronium.json("next", "db-backup", "--count", "2")).toMatchObject({
    due: ["2026-03-03T02:00:00.000Z", "2026-03-04T02:00:00.000Z"],
    blocked: [{ at: "2026-03-04T02:00:00.000Z", calendar: "Freeze" }],
  });
});

it("says when no event has the tag, and which it may be", async () => {
  expect((await cronium.run("forecast", "--tag", "Night")).stderr).toContain(
    "No event has the tag “Night”. Did you mean night?",
  );
  expect((await cronium.run("event", "list", "--tag", "nigth")).stderr).toContain("Did you mean night?");
  expect((await cronium.run("forecast", "--tag", "night")).stderr).toBe("");
});
