import { expect, it } from "vitest";
import type { CalendarWindow } from "../../shared/calendar.ts";
import { blockAt, compileCalendar, longestChainMs, windowSpans, type CompiledCalendar } from "./calendar-rules.ts";

const minute = 60_000;
const day = 86_400_000;

function calendar(windows: readonly CalendarWindow[], timezone = "UTC"): CompiledCalendar {
  return compileCalendar({ id: 7, name: "quiet", timezone, windows });
}

function weekly(
  days: number[],
  from: string,
  until: string,
  effect: CalendarWindow["effect"] = "blackout",
): CalendarWindow {
  return { kind: "weekly", effect, days, from, until, label: `weekly ${from}` };
}

function dated(from: string, until: string, effect: CalendarWindow["effect"] = "blackout"): CalendarWindow {
  return { kind: "dated", effect, from, until, label: `dated ${from}` };
}

function recurring(cron: string, durationMs: number, effect: CalendarWindow["effect"] = "blackout"): CalendarWindow {
  return { kind: "recurring", effect, cron, durationMs, label: `recurring ${cron}` };
}

const at = (text: string): number => Date.parse(text);

it("says which calendar blocks, by which window, and until when", () => {
  const quiet = calendar([weekly([6, 7], "22:00", "06:00")], "Europe/Berlin");
  expect(blockAt(quiet, at("2026-11-21T20:59:59.999Z"))).toBeUndefined();
  expect(blockAt(quiet, at("2026-11-21T21:00Z"))).toEqual({
    calendarId: 7,
    calendar: "quiet",
    effect: "blackout",
    label: "weekly 22:00",
    untilMs: at("2026-11-22T05:00Z"),
  });
  expect(blockAt(quiet, at("2026-11-22T04:59:59.999Z"))?.untilMs).toBe(at("2026-11-22T05:00Z"));
  expect(blockAt(quiet, at("2026-11-22T05:00Z"))).toBeUndefined();
});

it("takes windows that overlap or adjoin as one when it says until when", () => {
  const days = calendar([weekly([1, 2, 3], "00:00", "00:00"), dated("2026-11-27", "2026-11-27")]);
  expect(blockAt(days, at("2026-11-23T12:00Z"))).toMatchObject({
    label: "weekly 00:00",
    untilMs: at("2026-11-26T00:00Z"),
  });
  const adjoining = calendar([weekly([1, 2, 3], "00:00", "00:00"), dated("2026-11-26", "2026-11-26")]);
  expect(blockAt(adjoining, at("2026-11-23T12:00Z"))?.untilMs).toBe(at("2026-11-27T00:00Z"));
  const overlapping = calendar([recurring("0 * * * *", 90 * minute), dated("2026-11-23T14:10", "2026-11-23T14:20")]);
  expect(blockAt(overlapping, at("2026-11-23T12:00Z"))?.untilMs).toBeNull();
});

it("allows nothing outside its allow windows, and nothing inside a blackout either", () => {
  const office = calendar([weekly([1, 2, 3, 4, 5], "09:00", "17:00", "allow"), weekly([5], "12:00", "13:00")]);
  expect(blockAt(office, at("2026-11-20T11:59Z"))).toBeUndefined();
  expect(blockAt(office, at("2026-11-20T12:00Z"))).toMatchObject({
    effect: "blackout",
    untilMs: at("2026-11-20T13:00Z"),
  });
  expect(blockAt(office, at("2026-11-20T17:00Z"))).toMatchObject({
    effect: "allow",
    label: undefined,
    untilMs: at("2026-11-23T09:00Z"),
  });
});

it("knows of no end when none comes", () => {
  const past = calendar([dated("2020-01-01", "2020-01-02", "allow")]);
  expect(blockAt(past, at("2026-01-01T00:00Z"))).toMatchObject({ effect: "allow", untilMs: null });
  const always = calendar([weekly([1, 2, 3, 4, 5, 6, 7], "00:00", "00:00")]);
  expect(blockAt(always, at("2026-01-01T00:00Z"))?.untilMs).toBeNull();
  const long = calendar([dated("2026-01-01", "2099-12-31")]);
  expect(blockAt(long, at("2026-06-01T00:00Z"))?.untilMs).toBe(at("2100-01-01T00:00Z"));
});

it("takes a date as the whole day and a time as that minute", () => {
  const christmas = calendar([dated("2026-12-24", "2026-12-26")], "America/New_York");
  expect(windowSpans(christmas, 0, at("2100-01-01T00:00Z"))).toEqual([
    {
      calendarId: 7,
      calendar: "quiet",
      effect: "blackout",
      label: "dated 2026-12-24",
      fromMs: at("2026-12-24T05:00Z"),
      untilMs: at("2026-12-27T05:00Z"),
    },
  ]);
  const afternoon = calendar([dated("2026-12-24T18:00", "2026-12-24T20:30")]);
  expect(windowSpans(afternoon, 0, at("2100-01-01T00:00Z"))[0]).toMatchObject({
    fromMs: at("2026-12-24T18:00Z"),
    untilMs: at("2026-12-24T20:30Z"),
  });
});

it.each([
  ["begins in the gap", dated("2026-03-29T02:30", "2026-03-29T04:00"), "01:00", "02:00"],
  ["ends in the gap", dated("2026-03-29T01:00", "2026-03-29T02:30"), "00:00", "01:00"],
  ["holds the gap", dated("2026-03-29T01:30", "2026-03-29T03:30"), "00:30", "01:30"],
  ["lies in the gap", dated("2026-03-29T02:10", "2026-03-29T02:50"), undefined, undefined],
  ["begins in what is repeated", dated("2026-10-25T02:30", "2026-10-25T04:00"), "00:30", "03:00"],
  ["ends in what is repeated", dated("2026-10-25T01:00", "2026-10-25T02:30"), "23:00", "01:30"],
  ["ends where the repetition begins", dated("2026-10-25T01:00", "2026-10-25T02:00"), "23:00", "00:00"],
  ["lies in what is repeated", dated("2026-10-25T02:15", "2026-10-25T02:45"), "00:15", "01:45"],
])("a window that %s of a clock change holds all that the clock shows of it", (_what, window, from, until) => {
  const [span] = windowSpans(calendar([window], "Europe/Berlin"), 0, at("2100-01-01T00:00Z"));
  const time = (instantMs?: number): string | undefined =>
    instantMs === undefined ? undefined : new Date(instantMs).toISOString().slice(11, 16);
  expect([time(span?.fromMs), time(span?.untilMs)]).toEqual([from, until]);
});

it.each([
  [[{ ...recurring("0 0 31 2 *", day) }], "UTC", "windows.0.cron"],
  [[dated("2026-01-01", "2026-01-02"), recurring("0 25 * * *", day)], "UTC", "windows.1.cron"],
  [[dated("2026-02-30", "2026-03-01")], "UTC", "windows.0.from"],
  [[dated("2026-02-20", "2026-02-31")], "UTC", "windows.0.until"],
  [[dated("2026-02-20T10:00", "2026-02-20T10:00")], "UTC", "windows.0.until"],
  [[dated("1969-12-31", "2026-02-20")], "UTC", "windows.0.from"],
  [[], "Europe/Berln", "timezone"],
])("refuses what cannot be, and names the field", (windows, zone, field) => {
  expect(() => calendar(windows, zone)).toThrow(expect.objectContaining({ code: "invalid_input", field }));
});

it("lists what is open one after the other, joined by effect and label, up to a limit", () => {
  const busy = calendar([weekly([1, 2], "00:00", "00:00"), weekly([2], "08:00", "10:00", "allow")]);
  const spans = windowSpans(busy, at("2026-11-23T12:00Z"), at("2026-12-02T00:00Z"));
  expect(
    spans.map(({ effect, fromMs, untilMs }) => [effect, new Date(fromMs).toISOString(), untilMs - fromMs]),
  ).toEqual([
    ["blackout", "2026-11-23T00:00:00.000Z", 2 * day],
    ["allow", "2026-11-24T08:00:00.000Z", 120 * minute],
    ["blackout", "2026-11-30T00:00:00.000Z", 2 * day],
    ["allow", "2026-12-01T08:00:00.000Z", 120 * minute],
  ]);
  expect(windowSpans(busy, at("2026-11-23T12:00Z"), at("2026-12-02T00:00Z"), 2)).toEqual(spans.slice(0, 2));
  expect(windowSpans(busy, at("2026-11-23T12:00Z"), at("2026-12-02T00:00Z"), 1)).toEqual(spans.slice(0, 1));
});

it("gives the same answer whatever it was asked before", () => {
  const windows = [weekly([1, 2, 3, 4, 5, 6, 7], "00:00", "00:00"), dated("2030-01-01", "2030-01-02", "allow")];
  const asked = calendar(windows.slice(0, 1));
  const start = at("2026-01-01T00:00Z");
  for (const offset of [0, 300 * day, 10 * day, longestChainMs, 5 * day, 3 * longestChainMs]) {
    expect(blockAt(asked, start + offset)).toEqual(blockAt(calendar(windows.slice(0, 1)), start + offset));
  }
});

it("finds the dated window that ends last, wherever it began", () => {
  const nested = calendar([
    dated("2026-12-01", "2026-12-31"),
    dated("2026-12-10", "2026-12-11"),
    dated("2026-12-20T08:00", "2026-12-20T09:00"),
  ]);
  for (const instant of ["2026-12-10T12:00Z", "2026-12-15T12:00Z", "2026-12-20T08:30Z", "2026-12-20T09:00Z"]) {
    expect(blockAt(nested, at(instant))).toMatchObject({
      label: "dated 2026-12-01",
      untilMs: at("2027-01-01T00:00Z"),
    });
  }
  expect(windowSpans(nested, at("2026-12-15T00:00Z"), at("2027-02-01T00:00Z")).map(({ label }) => label)).toEqual([
    "dated 2026-12-01",
    "dated 2026-12-20T08:00",
  ]);
});

it("looks into ten thousand dated windows by halving", () => {
  const windows = Array.from({ length: 10_000 }, (_, index) => {
    const from = new Date(at("2026-01-01T00:00Z") + index * 120 * minute).toISOString().slice(0, 16);
    const until = new Date(at("2026-01-01T01:00Z") + index * 120 * minute).toISOString().slice(0, 16);
    return dated(from, until);
  });
  const many = calendar(windows);
  for (let index = 0; index < 10_000; index++) {
    const begin = at("2026-01-01T00:00Z") + index * 120 * minute;
    expect(blockAt(many, begin + 30 * minute)?.untilMs).toBe(begin + 60 * minute);
    expect(blockAt(many, begin + 60 * minute)).toBeUndefined();
  }
});
