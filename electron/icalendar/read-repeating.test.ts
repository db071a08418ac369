import fc from "fast-check";
import { expect, it } from "vitest";
import { calendarInput, type CalendarImport } from "../../shared/calendar.ts";
import { compileCalendar } from "../schedule/calendar-rules.ts";
import { icalendarEntry as event, icalendarText, readAtOnce } from "../testing/icalendar-text.ts";

const now = Date.parse("2026-11-21T16:00:00Z");

function read(body: string, timezone: string): CalendarImport {
  return readAtOnce(icalendarText(body), { timezone, now });
}

it.each([
  [
    "weekly",
    "DTSTART:20260103T220000\nDTEND:20260104T060000\nRRULE:FREQ=WEEKLY;BYDAY=SA,SU",
    { kind: "weekly", days: [6, 7], from: "22:00", until: "06:00" },
  ],
  [
    "daily",
    "DTSTART:20260103T120000\nDURATION:PT1H\nRRULE:FREQ=DAILY",
    { kind: "weekly", days: [1, 2, 3, 4, 5, 6, 7], from: "12:00", until: "13:00" },
  ],
  [
    "working days",
    "DTSTART:20260105T120000\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
    { kind: "weekly", days: [1, 2, 3, 4, 5] },
  ],
  [
    "whole weekends",
    "DTSTART;VALUE=DATE:20260103\nDURATION:P2D\nRRULE:FREQ=WEEKLY",
    { kind: "weekly", days: [6, 7], from: "00:00", until: "00:00" },
  ],
  [
    "yearly",
    "DTSTART;VALUE=DATE:20200101\nRRULE:FREQ=YEARLY",
    { kind: "recurring", cron: "0 0 1 1 *", durationMs: 86_400_000 },
  ],
  [
    "yearly by month",
    "DTSTART;VALUE=DATE:20201225\nDURATION:P2D\nRRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25",
    { kind: "recurring", cron: "0 0 25 12 *", durationMs: 172_800_000 },
  ],
  [
    "monthly",
    "DTSTART:20260115T200000\nDURATION:PT4H\nRRULE:FREQ=MONTHLY",
    { kind: "recurring", cron: "0 20 15 * *", durationMs: 14_400_000 },
  ],
  [
    "on the last day",
    "DTSTART:20260131T200000\nDURATION:PT2H\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1",
    { kind: "recurring", cron: "0 20 L * *" },
  ],
  [
    "on second Tuesdays",
    "DTSTART:20260113T200000\nDURATION:PT4H\nRRULE:FREQ=MONTHLY;BYDAY=2TU",
    { kind: "recurring", cron: "0 20 * * 2#2" },
  ],
  [
    "on last Fridays in May",
    "DTSTART:20260529T200000\nDURATION:PT4H\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1FR",
    { kind: "recurring", cron: "0 20 * 5 5L" },
  ],
])("says as a rule what repeats %s", (_what, lines, window) => {
  const { windows, notes } = read(event(`${lines}\nSUMMARY:Quiet`), "Europe/Berlin");
  expect(windows).toHaveLength(1);
  expect(windows[0]).toMatchObject({ ...window, effect: "blackout", label: "Quiet" });
  expect(notes).toEqual([]);
});

it.each([
  [
    "every other week",
    "DTSTART:20261109T120000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;INTERVAL=2",
    ["2026-11-23T12:00", "2026-12-07T12:00"],
    131,
  ],
  [
    "by position",
    "DTSTART:20261130T120000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    ["2026-11-30T12:00", "2026-12-31T12:00"],
    60,
  ],
  [
    "on a clock that changes otherwise",
    "DTSTART:20260115T200000Z\nDURATION:PT4H\nRRULE:FREQ=MONTHLY",
    ["2026-12-15T21:00", "2027-01-15T21:00"],
    60,
  ],
  [
    "only from next year on",
    "DTSTART:20270103T220000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY",
    ["2027-01-03T22:00", "2027-01-10T22:00"],
    256,
  ],
])("writes out what no rule here can say: %s", (_what, lines, first, count) => {
  const { windows, notes } = read(event(`${lines}\nSUMMARY:Odd`), "Europe/Berlin");
  expect(windows.slice(0, 2).map((window) => window.kind === "dated" && window.from)).toEqual(first);
  expect(windows).toHaveLength(count);
  expect(notes).toEqual([
    "Written out one by one until 2031-11-25, as no rule here says the same: “Odd”. Import the file again before then.",
  ]);
});

it("takes out, adds and replaces single times of what repeats", () => {
  const { windows, notes } = read(
    event(`DTSTART;TZID=Europe/Berlin:20261201T100000
DTEND;TZID=Europe/Berlin:20261201T110000
RRULE:FREQ=DAILY;COUNT=7
EXDATE;TZID=Europe/Berlin:20261202T100000
EXDATE;VALUE=DATE:20261203
EXDATE:20261204T090000Z
RDATE;TZID=Europe/Berlin:20261224T180000
RDATE;VALUE=PERIOD:20261225T080000Z/PT3H`) +
      event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261205T100000\nDTSTART:20261205T150000Z\nDURATION:PT30M\nSUMMARY:later",
      ) +
      event("RECURRENCE-ID:20261206T090000Z\nDTSTART:20261206T090000Z\nDURATION:PT1H\nSTATUS:CANCELLED"),
    "Europe/Berlin",
  );
  expect(windows.map((window) => window.kind === "dated" && `${window.from} ${window.until}`)).toEqual([
    "2026-12-01T10:00 2026-12-01T11:00",
    "2026-12-05T16:00 2026-12-05T16:30",
    "2026-12-07T10:00 2026-12-07T11:00",
    "2026-12-24T18:00 2026-12-24T19:00",
    "2026-12-25T09:00 2026-12-25T12:00",
  ]);
  expect(notes).toEqual([]);
});

it.each([
  ["UNTIL=20261203", 3],
  ["UNTIL=20261203T090000Z", 3],
  ["UNTIL=20261203T085959Z", 2],
  ["UNTIL=20261203T100000", 3],
  ["COUNT=4", 4],
])("repeats no longer than %s", (bound, count) => {
  const lines = `DTSTART;TZID=Europe/Berlin:20261201T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;${bound}`;
  const { windows, notes } = read(event(lines), "UTC");
  expect(windows).toHaveLength(count);
  expect(notes).toEqual([]);
});

it("keeps an end on the clock across a change of the clock", () => {
  const lines =
    "DTSTART;TZID=Europe/Berlin:20261201T220000\nDTEND;TZID=Europe/Berlin:20261202T060000\nRRULE:FREQ=DAILY;COUNT=200";
  const { windows } = read(event(lines), "UTC");
  expect(windows).toContainEqual(expect.objectContaining({ from: "2027-03-27T21:00", until: "2027-03-28T04:00" }));
  expect(windows).toContainEqual(expect.objectContaining({ from: "2027-03-28T20:00", until: "2027-03-29T04:00" }));
});

it("never gives more windows than a calendar may have, and says where it stopped", () => {
  const many = Array.from({ length: 60 }, (_, index) =>
    event(
      `DTSTART:20261201T${String(index % 24).padStart(2, "0")}0000\nDURATION:PT${String(index + 1)}M\nRRULE:FREQ=DAILY;INTERVAL=${String((index % 3) + 2)}`,
    ),
  );
  const { windows, notes } = read(many.join(""), "UTC");
  expect(windows).toHaveLength(10_000);
  expect(notes.join(" ")).toMatch(/at most 10,000 windows: those from 20\d\d-\d\d-\d\d \d\d:\d\d on were left out/);
});

it("ends in bounded work, whatever a file asks for", () => {
  const endless = event("DTSTART:19700101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=9");
  const { windows, notes } = read(endless.repeat(2_000), "UTC");
  expect(windows).toEqual([]);
  expect(notes).toContain("The file repeats too much to be written out: some of it was left out.");
});

it("gives only windows that can be saved", () => {
  const number = (min: number, max: number) => fc.integer({ min, max });
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = fc
    .tuple(number(1990, 2040), number(1, 12), number(1, 28))
    .map(([y, m, d]) => `${String(y)}${two(m)}${two(d)}`);
  const time = fc.tuple(number(0, 23), number(0, 59)).map(([h, m]) => `T${two(h)}${two(m)}00`);
  const zone = fc.constantFrom("", "Z", ";TZID=Europe/Berlin", ";TZID=Pacific/Apia", ";TZID=America/Havana");
  const start = fc
    .tuple(date, time, zone)
    .map(([on, at, where]) => (where === "Z" ? `DTSTART:${on}${at}Z` : `DTSTART${where}:${on}${at}`));
  const rule = fc.constantFrom(
    "",
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=SU",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=YEARLY",
    "FREQ=YEARLY;INTERVAL=2",
  );
  const length = fc.constantFrom("PT1M", "PT8H", "P1D", "P3DT4H", "P40D");
  fc.assert(
    fc.property(fc.array(fc.tuple(start, length, rule), { maxLength: 4 }), zone, (entries, where) => {
      const body = entries.map(([from, duration, repeats]) =>
        event(`${from}\nDURATION:${duration}${repeats === "" ? "" : `\nRRULE:${repeats}`}`),
      );
      const timezone = where.startsWith(";") ? where.slice(6) : "UTC";
      const { windows } = read(body.join(""), timezone);
      expect(calendarInput.safeParse({ name: "a", timezone, windows }).error).toBeUndefined();
      compileCalendar({ id: 1, name: "a", timezone, windows });
    }),
    { numRuns: 40, seed: 5_545 },
  );
});
