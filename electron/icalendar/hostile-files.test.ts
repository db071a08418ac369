import { expect, it } from "vitest";
import { calendarInput, type CalendarImport } from "../../shared/calendar.ts";
import { runSteps } from "../base/run-steps.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { icalendarEntry as event, icalendarText, readAtOnce } from "../testing/icalendar-text.ts";
import { readICalendar } from "./read-icalendar.ts";

const now = Date.parse("2026-11-21T16:00:00Z");
const options = { timezone: "Europe/Berlin", now };

function read(body: string, header = ""): CalendarImport {
  return readAtOnce(icalendarText(body, header), options);
}

function repeating(count: number, rule: string): string {
  const at = (index: number): string => String(index % 10);
  return Array.from({ length: count }, (_, index) =>
    event(`DTSTART:20200101T0${at(index)}3000\nDTEND:20200101T1${at(index)}0000\nRRULE:${rule}`),
  ).join("");
}

it("stops looking for rules that are not there, and says so", () => {
  // Alike for nearly five years, and different then.
  const almost = repeating(130, "FREQ=DAILY").replaceAll(
    "RRULE:FREQ=DAILY",
    "RRULE:FREQ=DAILY\nEXDATE:20310901T003000,20310901T013000,20310901T023000,20310901T033000,20310901T043000," +
      "20310901T053000,20310901T063000,20310901T073000,20310901T083000,20310901T093000",
  );
  const { windows, notes } = read(almost + repeating(1, "FREQ=WEEKLY"));
  expect(windows.filter(({ kind }) => kind !== "dated")).toEqual([]);
  expect(notes).toContain("The file repeats too much to look for rules: some were written out one by one.");
});

it("writes out no more than can be saved of what repeats too much", () => {
  const { windows, notes } = read(repeating(300, "FREQ=DAILY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11"));
  expect(windows).toHaveLength(10_000);
  expect(notes).toContain("The file repeats too much to be written out: some of it was left out.");
});

it("still finds a hundred rules for a hundred entries that repeat daily", () => {
  const { windows, notes } = read(repeating(100, "FREQ=DAILY"));
  expect(windows.filter(({ kind }) => kind === "weekly")).toHaveLength(100);
  expect(notes).toEqual([]);
});

it.each([
  ["many entries", repeating(200, "FREQ=DAILY;INTERVAL=3"), 200],
  ["one entry with many times", event(`DTSTART:20270101T000000Z\nDURATION:PT1H\n${addedTimes(9_000)}`), 18],
  ["one entry that nearly follows a rule", repeating(1, "FREQ=DAILY"), 10],
])("lets others have their turn while it reads %s", async (_what, body, least) => {
  const clock = createFakeClock(now);
  // Each look at the clock takes longer than anybody should wait.
  const slow = { ...clock, elapsed: ticking() };
  let reading = true;
  let turns = 0;
  const count = (): void => {
    turns += 1;
    if (reading) setImmediate(count);
  };
  setImmediate(count);
  await runSteps(slow, readICalendar(icalendarText(body), options));
  reading = false;
  expect(turns).toBeGreaterThanOrEqual(least);
});

function addedTimes(count: number): string {
  const day = 86_400_000;
  return Array.from({ length: count / 100 }, (_, line) => {
    const times = Array.from({ length: 100 }, (__, index) => {
      const at = new Date(Date.UTC(2027, 0, 2) + (line * 100 + index) * (day / 8));
      return at.toISOString().replaceAll(/[-:]|\.\d+/g, "");
    });
    return `RDATE:${times.join(",")}`;
  }).join("\n");
}

function ticking(): () => number {
  let elapsed = 0;
  return () => (elapsed += 1_000);
}

it("leaves out an entry that names or counts too many times, and takes the others", () => {
  const { windows, notes } = read(
    event(`DTSTART:20270101T000000Z\nDURATION:PT1H\nSUMMARY:lists\n${addedTimes(20_100)}`) +
      event("DTSTART:00010101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=9000000\nSUMMARY:counts") +
      event("DTSTART;VALUE=DATE:20261224\nSUMMARY:Christmas"),
  );
  expect(windows).toMatchObject([{ label: "Christmas" }]);
  expect(notes).toEqual([
    "“lists” was left out: it names too many times.",
    "“counts” was left out: it repeats too much.",
  ]);
});

it("cuts long names and labels between characters, to what can be saved", () => {
  const party = "\u{1F389}".repeat(150);
  const { name, windows, timezone } = read(
    event(`DTSTART;VALUE=DATE:20261224\nSUMMARY:a${party}`),
    `X-WR-CALNAME:a${party}\n`,
  );
  expect(calendarInput.safeParse({ name, windows, timezone }).error).toBeUndefined();
  expect(name).toBe(`a${"\u{1F389}".repeat(49)}`);
  expect(windows[0]?.label).toBe(`a${"\u{1F389}".repeat(99)}`);
});

it("puts a name on one line", () => {
  const body = event("DTSTART;VALUE=DATE:20261224");
  expect(read(body, "X-WR-CALNAME:our\tquiet \u0007 times\n").name).toBe("our quiet times");
  expect(read(body, "X-WR-CALNAME:\u0007\n").name).toBeUndefined();
});

it("reads nothing but entries and zones, and refuses what ends elsewhere than it began", () => {
  const task = "BEGIN:VTODO\nSUMMARY:task\nDTSTART;VALUE=DATE:20261224\nEND:VTODO\n";
  const alarm = "BEGIN:VALARM\nSUMMARY:alarm\nDURATION:PT5M\nEND:VALARM";
  const { windows } = read(task + event(`DTSTART;VALUE=DATE:20261224\nSUMMARY:day\n${alarm}`));
  expect(windows).toMatchObject([{ label: "day" }]);
  expect(() => read("BEGIN:VEVENT\n".repeat(10_000))).toThrow("a component began but did not end");
  expect(() => read("END:VEVENT")).toThrow("a component ends that did not begin");
});
