import { expect, it } from "vitest";
import type { CalendarImport } from "../../shared/calendar.ts";
import { icalendarEntry as event, icalendarText, readAtOnce } from "../testing/icalendar-text.ts";

const now = Date.parse("2026-11-21T16:00:00Z");

function read(body: string, timezone?: string, header?: string): CalendarImport {
  return readAtOnce(icalendarText(body, header), { timezone, now });
}

it("takes whole days as dates, with the day before the end as their last", () => {
  const { windows, notes } = read(
    event("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227\nSUMMARY:Christmas\\, at home") +
      event("DTSTART;VALUE=DATE:20270101\nSUMMARY:New Year") +
      event("DTSTART;VALUE=DATE:20270106\nDTEND;VALUE=DATE:20270106\nSUMMARY:Epiphany") +
      event("DTSTART;VALUE=DATE:20270201\nDURATION:P2D"),
    "Europe/Berlin",
  );
  expect(windows).toEqual([
    { kind: "dated", effect: "blackout", from: "2026-12-24", until: "2026-12-26", label: "Christmas, at home" },
    { kind: "dated", effect: "blackout", from: "2027-01-01", until: "2027-01-01", label: "New Year" },
    { kind: "dated", effect: "blackout", from: "2027-01-06", until: "2027-01-06", label: "Epiphany" },
    { kind: "dated", effect: "blackout", from: "2027-02-01", until: "2027-02-02" },
  ]);
  expect(notes).toEqual([]);
});

it.each([
  ["in UTC", "DTSTART:20261224T170000Z\nDTEND:20261224T183000Z", "2026-12-24T18:00", "2026-12-24T19:30"],
  [
    "in its own zone",
    "DTSTART;TZID=America/New_York:20261224T120000\nDURATION:PT90M",
    "2026-12-24T18:00",
    "2026-12-24T19:30",
  ],
  [
    "in the calendar's zone",
    "DTSTART;TZID=Europe/Berlin:20261224T180000\nDURATION:PT90M",
    "2026-12-24T18:00",
    "2026-12-24T19:30",
  ],
  ["on any clock", "DTSTART:20261224T180000\nDTEND:20261224T193000", "2026-12-24T18:00", "2026-12-24T19:30"],
  [
    "in two zones",
    "DTSTART;TZID=Europe/Berlin:20261224T180000\nDTEND;TZID=America/New_York:20261224T193000",
    "2026-12-24T18:00",
    "2026-12-25T01:30",
  ],
  ["to the second", "DTSTART:20261224T170030Z\nDTEND:20261224T182930Z", "2026-12-24T18:00", "2026-12-24T19:30"],
  [
    "under a longer name",
    "DTSTART;TZID=/example.org/1/Europe/Berlin:20261224T180000\nDURATION:PT90M",
    "2026-12-24T18:00",
    "2026-12-24T19:30",
  ],
])("moves a time %s to the calendar's clock", (_what, times, from, until) => {
  const { windows, notes } = read(event(times), "Europe/Berlin");
  expect(windows).toEqual([{ kind: "dated", effect: "blackout", from, until }]);
  expect(notes).toEqual([]);
});

const outlookZone = `BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
`;

it("reads a zone that only the file knows, with its clock changes", () => {
  const times = (date: string): string => event(`DTSTART;TZID=W. Europe Standard Time:${date}T180000\nDURATION:PT1H`);
  const { windows, notes } = read(outlookZone + times("20261224") + times("20270624"), "UTC");
  expect(windows).toMatchObject([
    { from: "2026-12-24T17:00", until: "2026-12-24T18:00" },
    { from: "2027-06-24T16:00", until: "2027-06-24T17:00" },
  ]);
  expect(notes).toEqual([]);
  const unknown = read(event("DTSTART;TZID=Mars Time:20261224T180000\nDURATION:PT1H"), "Europe/Berlin");
  expect(unknown.windows).toMatchObject([{ from: "2026-12-24T18:00" }]);
  expect(unknown.notes).toEqual([
    "The time zone “Mars Time” is not known: its times were taken as Europe/Berlin; choose the zone it means.",
  ]);
});

it("says what it left out, and why", () => {
  const { windows, notes } = read(
    event("DTSTART;VALUE=DATE:20251224\nSUMMARY:past") +
      event("DTSTART;VALUE=DATE:20261224\nSTATUS:CANCELLED") +
      event("SUMMARY:no start") +
      event("DTSTART:20261224T100000Z\nSUMMARY:no end") +
      event("DTSTART:20261224T100000Z\nDTEND:20261224T090000Z\nSUMMARY:backwards") +
      event("DTSTART:20261224T100000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY\nSUMMARY:hourly") +
      event("DTSTART:20261224T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYHOUR=1,2\nSUMMARY:twice"),
    "UTC",
  );
  expect(windows).toEqual([]);
  expect(notes).toEqual([
    "“no start” was left out: it has no start.",
    "“no end” was left out: it has neither an end nor a duration.",
    "“hourly” was left out: it repeats within the day.",
    "“twice” was left out: it repeats within the day.",
    "“backwards” was left out: it ends before it begins.",
    "1 entry is over and left out.",
    "1 entry is cancelled and left out.",
  ]);
});

it("takes name and zone from the file when nobody chooses them", () => {
  const body = event("DTSTART:20261224T170000Z\nDURATION:PT1H");
  expect(read(body, undefined, "X-WR-CALNAME:Holidays\nX-WR-TIMEZONE:Europe/Madrid\n")).toMatchObject({
    name: "Holidays",
    timezone: "Europe/Madrid",
    windows: [{ from: "2026-12-24T18:00" }],
  });
  const described = outlookZone.replace("TZID:W.", "X-LIC-LOCATION:Europe/Vienna\nTZID:W.");
  expect(read(described + body)).toMatchObject({ name: undefined, timezone: "Europe/Vienna" });
  expect(read(body)).toMatchObject({
    timezone: "UTC",
    notes: ["The file names no time zone: its windows are on the clock of UTC, unless you choose another."],
  });
  expect(() => read(body, "Europe/Madird")).toThrow(expect.objectContaining({ field: "timezone" }));
});

it.each([
  ["", "it does not begin with BEGIN:VCALENDAR"],
  ["<html>", "it does not begin with BEGIN:VCALENDAR"],
  ["BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR", "component began but did not end"],
  ["BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nRRULE:FREQ=FOO\r\nEND:VEVENT\r\nEND:VCALENDAR", "invalid frequency"],
  [`BEGIN:VCALENDAR\r\nSUMMARY:${"x".repeat(100_001)}\r\nEND:VCALENDAR`, "a line of it is too long"],
])("refuses what is no iCalendar file", (text, reason) => {
  expect(() => readAtOnce(text, { timezone: "UTC", now })).toThrow(
    expect.objectContaining({ code: "invalid_input", message: expect.stringContaining(reason) as string }),
  );
});

it("reads several calendars in one file, folded lines and plain line ends", () => {
  const one = `BEGIN:VCALENDAR\n${event("DTSTART;VALUE=DATE:2026\n 1224\nSUMMARY:fol\n ded")}END:VCALENDAR\n`;
  const { windows } = readAtOnce(`\uFEFF${one}${one}`, { timezone: "UTC", now });
  expect(windows).toHaveLength(2);
  expect(windows[0]).toMatchObject({ from: "2026-12-24", label: "folded" });
});

it.each([
  ["DTSTART;VALUE=DATE:20261123\nDTEND;VALUE=DATE:99991123", "it reaches beyond the year 2100"],
  [
    "DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "its rule names no time from now until 2031-11-25",
  ],
])("says why an entry that is not over makes no window: %s", (times, reason) => {
  expect(read(event(`${times}\nSUMMARY:A`), "UTC")).toMatchObject({
    windows: [],
    notes: [`“A” was left out: ${reason}.`],
  });
});

it("takes the zone most entries begin in when the file describes none, so that rules stay rules", () => {
  const weekly = event("DTSTART;TZID=Europe/Berlin:20261123T220000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY");
  const others = event("DTSTART;TZID=Asia/Tokyo:20261124T220000\nDURATION:PT2H");
  const { timezone, windows, notes } = read(others + weekly + weekly);
  expect({ timezone, notes }).toEqual({ timezone: "Europe/Berlin", notes: [] });
  expect(windows[0]).toMatchObject({ kind: "weekly", days: [1], from: "22:00", until: "00:00" });
});

it("says of a zone that is not known that its times may be wrong, and what to do", () => {
  const entry = event("DTSTART;TZID=W. Nowhere Standard Time:20261123T220000\nDURATION:PT2H");
  expect(read(entry).notes).toEqual([
    "The file names no time zone that is known here: its windows are on the clock of UTC, unless you choose another.",
    "The time zone “W. Nowhere Standard Time” is not known: its times were taken as UTC; choose the zone it means.",
  ]);
  expect(read(event("DTSTART:20261123T220000\nDURATION:PT2H")).notes).toEqual([
    "The file names no time zone: its windows are on the clock of UTC, unless you choose another.",
  ]);
});

it("does not say that a file is empty when its entry could not be read", () => {
  const { notes } = read(event("DTSTART:20261123T220000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY\nSUMMARY:A"), "UTC");
  expect(notes).toEqual(["“A” was left out: it repeats within the day."]);
  expect(read("X-NOTHING:1", "UTC").notes).toEqual(["The file holds no entries."]);
});
