import fc from "fast-check";
import ICAL from "ical.js";
import { expect, it } from "vitest";
import type { Component } from "./content.ts";
import { readRule } from "./read-rule.ts";
import { expandRule } from "./recurrence-rule.ts";

const day = 86_400_000;
const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`) / day;
const dateOf = (number: number): string => new Date(number * day).toISOString().slice(0, 10);

/** The days of a rule as ours finds them. */
function ours(text: string, start: string, until: string, from = start, days = 1_000_000): string[] {
  const [, [property]] = ICAL.parse(`BEGIN:VEVENT\r\nRRULE:${text}\r\nEND:VEVENT`) as unknown as Component;
  if (property === undefined) throw new Error("the rule was not read");
  const { rule } = readRule(property);
  return [...expandRule(rule, dayOf(start), dayOf(from), dayOf(until), { days })].map(dateOf);
}

/** The same by the library's own iterator, which takes no start in the middle and is not safe from every rule. */
function theirs(text: string, start: string, until: string): string[] {
  const iterator = ICAL.Recur.fromString(text).iterator(ICAL.Time.fromDateString(start));
  const found: string[] = [];
  for (let next = iterator.next() as ICAL.Time | null; next; next = iterator.next() as ICAL.Time | null) {
    const date = next.toString().slice(0, 10);
    if (date > until) break;
    found.push(date);
  }
  return found;
}

it.each([
  ["FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02", "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12"],
  ["FREQ=WEEKLY;INTERVAL=2;COUNT=4;WKST=SU;BYDAY=TU,TH", "1997-09-02", "1997-09-02 1997-09-04 1997-09-16 1997-09-18"],
  // The two examples of RFC 5545 that show what the start of the week is for.
  ["FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05", "1997-08-05 1997-08-10 1997-08-19 1997-08-24"],
  ["FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05", "1997-08-05 1997-08-17 1997-08-19 1997-08-31"],
  ["FREQ=MONTHLY;BYDAY=1FR;COUNT=3", "1997-09-05", "1997-09-05 1997-10-03 1997-11-07"],
  ["FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3", "1997-09-28", "1997-09-28 1997-10-29 1997-11-28"],
  ["FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", "1997-09-02", "1998-02-13 1998-03-13 1998-11-13"],
  ["FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04", "1997-09-04 1997-10-07 1997-11-06"],
  ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3", "1997-09-29", "1997-09-29 1997-10-30 1997-11-27"],
  ["FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200", "1997-01-01", "1997-01-01 1997-04-10 1997-07-19 2000-01-01"],
  ["FREQ=YEARLY;BYDAY=20MO;COUNT=3", "1997-05-19", "1997-05-19 1998-05-18 1999-05-17"],
  ["FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", "1997-05-12", "1997-05-12 1998-05-11 1999-05-17"],
  ["FREQ=YEARLY;BYDAY=TH;BYMONTH=3;COUNT=4", "1997-03-13", "1997-03-13 1997-03-20 1997-03-27 1998-03-05"],
  [
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3",
    "1996-11-05",
    "1996-11-05 2000-11-07 2004-11-02",
  ],
  ["FREQ=YEARLY;COUNT=3", "2024-02-29", "2024-02-29 2028-02-29 2032-02-29"],
  ["FREQ=MONTHLY;COUNT=3", "2026-01-31", "2026-01-31 2026-03-31 2026-05-31"],
])("expands %s as the standard's examples do", (text, start, expected) => {
  expect(ours(text, start, "2040-01-01").join(" ")).toBe(expected);
});

it("ends, whatever the rule, when nothing ever matches or the allowance is used up", () => {
  expect(ours("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01", "2031-01-01")).toEqual([]);
  expect(ours("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1", "2026-01-01", "2031-01-01")).toEqual([]);
  expect(ours("FREQ=DAILY;INTERVAL=2147483647", "2026-01-01", "2031-01-01")).toEqual(["2026-01-01"]);
  expect(ours("FREQ=DAILY", "2026-01-01", "2031-01-01", "2026-01-01", 3)).toHaveLength(3);
});

it("may begin in the middle without changing its rhythm", () => {
  for (const text of ["FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR", "FREQ=MONTHLY;INTERVAL=5", "FREQ=DAILY;INTERVAL=11"]) {
    const whole = ours(text, "1999-03-01", "2026-12-31");
    const from = "2025-06-17";
    expect(ours(text, "1999-03-01", "2026-12-31", from)).toEqual(whole.filter((date) => date >= from));
    expect(ours(`${text};COUNT=400`, "1999-03-01", "2026-12-31", from)).toEqual(
      whole.slice(0, 400).filter((date) => date >= from),
    );
  }
});

it("agrees with the library's iterator", () => {
  const interval = fc.integer({ min: 1, max: 4 });
  const weekday = fc.constantFrom("MO", "TU", "WE", "TH", "FR", "SA", "SU");
  const weekdays = fc.uniqueArray(weekday, { minLength: 1, maxLength: 4 }).map((days) => days.join(","));
  const monthDays = fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 3 });
  const nth = fc
    .tuple(fc.constantFrom(1, 2, 3, 4, -1), weekday)
    .map(([position, name]) => `${String(position)}${name}`);
  const month = fc.integer({ min: 1, max: 12 });
  const rule = fc.oneof(
    interval.map((every) => `FREQ=DAILY;INTERVAL=${String(every)}`),
    fc.tuple(interval, weekdays).map(([every, days]) => `FREQ=WEEKLY;INTERVAL=${String(every)};BYDAY=${days};WKST=MO`),
    fc.tuple(interval, nth).map(([every, days]) => `FREQ=MONTHLY;INTERVAL=${String(every)};BYDAY=${days}`),
    fc
      .tuple(interval, monthDays)
      .map(([every, days]) => `FREQ=MONTHLY;INTERVAL=${String(every)};BYMONTHDAY=${days.join(",")}`),
    fc
      .tuple(interval, month, nth)
      .map(([every, at, days]) => `FREQ=YEARLY;INTERVAL=${String(every)};BYMONTH=${String(at)};BYDAY=${days}`),
    fc
      .tuple(interval, month, monthDays)
      .map(
        ([every, at, days]) =>
          `FREQ=YEARLY;INTERVAL=${String(every)};BYMONTH=${String(at)};BYMONTHDAY=${days.join(",")}`,
      ),
  );
  const start = fc.integer({ min: dayOf("2020-01-01"), max: dayOf("2021-12-31") }).map(dateOf);
  fc.assert(
    fc.property(rule, start, (text, from) => {
      // Where the start is none of the rule's days, the standard leaves open what happens; so it is one here.
      const [first] = ours(text, from, "2040-12-31");
      fc.pre(first !== undefined);
      expect(ours(text, first, "2026-12-31")).toEqual(theirs(text, first, "2026-12-31"));
    }),
    { numRuns: 150, seed: 5_545 },
  );
});
