import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CalendarInput, CalendarWindow } from "../../shared/calendar.ts";
import type { EventInput } from "../../shared/event.ts";
import { lastInstantMs } from "../../shared/instant.ts";
import type { ScheduleTimes } from "../../shared/schedule.ts";
import { openTestHost, sampleEvent, testStart, type TestHost } from "../testing/open-test-host.ts";

let host: TestHost;
async function open(): Promise<void> {
  host = await openTestHost();
}
const close = (): Promise<void> => host.close();

type Api = TestHost["api"];

const minute = 60_000;
const hourly = { kind: "cron", cron: "0 * * * *", timezone: "UTC" } as const;
const wholeDay: CalendarWindow = { kind: "weekly", effect: "blackout", days: [1], from: "00:00", until: "00:00" };
/** Dates cannot be written that late. */
const tooLate = 9e15;

const saved = (schedule: object) => async (api: Api) =>
  api.events.create(sampleEvent({ schedule: schedule as NonNullable<EventInput["schedule"]> }));
const calendar = (changes: Partial<CalendarInput>) => async (api: Api) =>
  api.calendars.create({ name: "quiet", windows: [wholeDay], ...changes });
const half = "\u{1F389}".slice(0, 1);

describe("what is asked", () => {
  beforeAll(open);
  afterAll(close);

  it.each([
    ["the start of an event", saved({ ...hourly, startMs: tooLate })],
    ["the end of an event", saved({ ...hourly, endMs: tooLate })],
    ["the first time of an interval", saved({ kind: "interval", everyMs: minute, anchorMs: tooLate })],
    ["the time of an event", saved({ kind: "once", atMs: lastInstantMs + 1 })],
    ["an explained instant", (api: Api) => api.occurrences.explain({ eventId: 1, atMs: tooLate })],
    ["the ledger's times", (api: Api) => api.occurrences.list({ sinceMs: -tooLate })],
    ["a forecast", (api: Api) => api.forecast.read({ fromMs: tooLate, untilMs: tooLate + minute })],
    ["windows", (api: Api) => api.calendars.spans({ fromMs: tooLate, untilMs: tooLate + minute })],
    ["a preview", (api: Api) => api.schedules.preview({ schedule: hourly, fromMs: -tooLate })],
    ["a comparison", (api: Api) => api.schedules.compare({ after: hourly, fromMs: tooLate })],
    ["blocked instants", (api: Api) => api.schedules.blocked({ eventId: 1, instants: [testStart, tooLate] })],
    ["jobs", (api: Api) => api.jobs.list({ sinceMs: tooLate })],
    ["a calendar's name with a control character", calendar({ name: "quiet\0" })],
    ["a calendar's name that is cut", calendar({ name: `quiet ${half}` })],
    ["a label with a line break", calendar({ windows: [{ ...wholeDay, label: "quiet\nnight" }] })],
    ["a label that is cut", calendar({ windows: [{ ...wholeDay, label: `night ${half}` }] })],
    ["a description that is cut", calendar({ description: half })],
    ["a calendar's tag that is cut", calendar({ attachments: [{ kind: "tag", tag: half }] })],
    ["an event's name that is cut", (api: Api) => api.events.create(sampleEvent({ name: `backup ${half}` }))],
    ["a tag with a control character", (api: Api) => api.events.create(sampleEvent({ tags: ["a\u0007b"] }))],
    ["a long cron text", saved({ ...hourly, cron: `0${",0".repeat(1_000)} * * * *` })],
    [
      "a window's long cron text",
      calendar({
        windows: [
          { kind: "recurring", effect: "blackout", cron: `0${",0".repeat(1_000)} * * * *`, durationMs: minute },
        ],
      }),
    ],
    ["a long time zone", saved({ ...hourly, timezone: "x".repeat(101) })],
    ["a forecast's long tag", (api: Api) => api.forecast.read({ fromMs: 0, untilMs: 1, tag: "x".repeat(51) })],
    [
      "many tags of a comparison",
      (api: Api) => api.schedules.compare({ after: hourly, place: { tags: Array.from({ length: 51 }, () => "x") } }),
    ],
    [
      "many servers",
      (api: Api) =>
        api.events.create(sampleEvent({ run: { on: "servers", serverIds: Array.from({ length: 1_001 }, () => 1) } })),
    ],
  ])("refuses %s", async (_what, ask) => {
    await expect(ask(host.api)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  it.each<[string, ScheduleTimes]>([
    ["start", { ...hourly, startMs: tooLate }],
    ["end", { ...hourly, endMs: tooLate }],
    ["end", { ...hourly, endMs: -1 }],
    ["interval", { kind: "interval", everyMs: minute, anchorMs: tooLate, timezone: "UTC" }],
    ["interval", { kind: "interval", everyMs: minute, anchorMs: -tooLate, timezone: "UTC" }],
    ["once", { kind: "once", atMs: tooLate, timezone: "UTC" }],
    ["cron", { ...hourly, cron: `0${",0".repeat(1_000)} * * * *` }],
  ])("says at the field %s of a form what is out of range", async (field, schedule) => {
    expect(await host.api.schedules.preview({ schedule })).toMatchObject({ ok: false, field });
    expect(await host.api.schedules.compare({ after: schedule })).toMatchObject({ ok: false, field });
  });
});

describe("what was saved before", () => {
  beforeEach(open);
  afterEach(close);

  it.each([
    ["start_at", hourly],
    ["end_at", hourly],
    ["anchor_at", { kind: "interval", everyMs: minute, timezone: "UTC" } as const],
  ] as const)("goes on with what was saved with a %s too late to be written", async (column, schedule) => {
    const { api } = host;
    const { id } = await api.events.create(sampleEvent({ schedule }));
    const { write } = host.host.createContext().store;
    await write
      .updateTable("schedules")
      .set({ [column]: tooLate })
      .execute();
    host = await host.restart();

    expect(await host.api.events.list({})).toHaveLength(1);
    expect(await host.api.events.get({ id })).toMatchObject({ id });
    expect(await host.api.occurrences.versions({ eventId: id })).toHaveLength(1);
    expect(await host.api.occurrences.explain({ eventId: id, atMs: testStart })).toMatchObject({ atMs: testStart });
    expect(await host.api.forecast.read({ fromMs: testStart, untilMs: testStart + minute })).toMatchObject({});
    expect((await host.api.definitions.exportDefinition()).events).toHaveLength(1);
  });

  it("seals text as the database keeps it", async () => {
    const { api, clock } = host;
    await api.events.create(sampleEvent({ schedule: { kind: "interval", everyMs: minute } }));
    // Saved before such labels were refused.
    const { id } = await api.calendars.create({
      name: "quiet",
      windows: [{ ...wholeDay, label: "a party" }],
      attachments: [{ kind: "everything" }],
    });
    const windows = JSON.stringify([{ ...wholeDay, label: `a party ${half}` }]);
    await host.host
      .createContext()
      .store.write.updateTable("calendars")
      .set({ windows, version: 2 })
      .where("id", "=", id)
      .execute();
    await clock.advance(minute + 1_000);
    const [skipped] = await api.occurrences.list({});
    expect(skipped?.reason).toContain("a party \u{FFFD}");
    expect(await api.occurrences.verify()).toMatchObject({ valid: true });
  });
});
