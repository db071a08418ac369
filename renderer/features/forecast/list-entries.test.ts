import { describe, expect, it } from "vitest";
import type { ForecastRow } from "../../bridge/views.ts";
import { listEntries } from "./list-entries.ts";
import { matchingRows } from "./matching-rows.ts";
import { meetingBook } from "./meetings.ts";
import { quietForecast } from "./quiet-forecast.ts";

const frame = {
  fromMs: 0,
  untilMs: 400,
  bucketMs: 100,
  ...quietForecast,
};
const backup: ForecastRow = {
  key: "event:1",
  name: "Nightly backup",
  words: "at 02:30 every day",
  eventId: 1,
  count: 1,
  instants: [{ atMs: 150, eventId: 1, eventName: "Nightly backup" }],
  counts: [0, 1, 0, 0],
  blocked: [{ atMs: 50, eventName: "Nightly backup", calendar: "Freeze" }],
  blockedCount: 1,
  truncated: false,
};
const probe: ForecastRow = {
  ...backup,
  key: "event:2",
  name: "Probe",
  words: "every 1s",
  eventId: 2,
  count: 300,
  instants: [],
  counts: [100, 0, 200, 0],
  blocked: [],
  blockedCount: 0,
  truncated: true,
};

describe("listEntries", () => {
  it("lists starts, what is held back, and counts of what is only counted, in the order of time", () => {
    const entries = listEntries(frame, [backup, probe], meetingBook([]), [], "UTC");
    expect(entries.map(({ atMs, untilMs, title, note }) => [atMs, untilMs, title, note])).toEqual([
      [0, 100, "Probe", "100 starts"],
      [50, undefined, "Nightly backup", "held back by Freeze"],
      [150, undefined, "Nightly backup", ""],
      [200, 300, "Probe", "200 starts"],
    ]);
    expect(new Set(entries.map(({ key }) => key)).size).toBe(4);
  });

  it("lists windows and changes of the clock among them", () => {
    const windows = [
      { calendarId: 4, calendar: "Freeze", effect: "blackout" as const, label: "audit", fromMs: 20, untilMs: 90 },
    ];
    const change = { atMs: 120, flag: "02:00 → 03:00", sentence: "The clock goes forward." };
    const entries = listEntries({ ...frame, windows }, [backup], meetingBook([]), [change], "UTC");
    expect(entries.map(({ title, href, note }) => [title, href, note])).toEqual([
      ["Freeze: audit", "#/forecast/calendars/4", "blackout"],
      ["Nightly backup", "#/events/1", "held back by Freeze"],
      ["02:00 → 03:00", "#/forecast?date=1970-01-01", "The clock goes forward."],
      ["Nightly backup", "#/events/1", ""],
    ]);
  });
});

describe("matchingRows", () => {
  it("finds rows by any words of their name or schedule", () => {
    expect(matchingRows([backup, probe], "BACK nig")).toEqual([backup]);
    expect(matchingRows([backup, probe], "1s")).toEqual([probe]);
    expect(matchingRows([backup, probe], " ")).toHaveLength(2);
    expect(matchingRows([backup, probe], "nothing")).toEqual([]);
  });
});
