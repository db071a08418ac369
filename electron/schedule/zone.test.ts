import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openClock } from "../testing/brute-force-due.ts";
import { ZoneError } from "./schedule-errors.ts";
import { findZone, readStretches } from "./zone.ts";

const second = (text: string): number => Date.parse(text) / 1000;

/** The stretch that begins at an instant, as [offset in hours, hours skipped (positive) or repeated (negative)]. */
function change(timezone: string, instant: string): [offset: number, skipped: number] {
  const stretch = findZone(timezone).stretchAt(second(instant));
  expect(stretch.from).toBe(second(instant));
  return [stretch.offset / 3600, (stretch.from + stretch.offset - stretch.freshFrom) / 3600];
}

describe("changes of the clock, to the second", () => {
  test.each([
    ["spring in Berlin", "Europe/Berlin", "2027-03-28T01:00:00Z", 2, 1],
    ["autumn in Berlin", "Europe/Berlin", "2027-10-31T01:00:00Z", 1, -1],
    ["spring in New York", "America/New_York", "2027-03-14T07:00:00Z", -4, 1],
    ["half an hour in Lord Howe", "Australia/Lord_Howe", "2027-10-02T15:30:00Z", 11, 0.5],
    ["half an hour back in Lord Howe", "Australia/Lord_Howe", "2027-04-03T15:00:00Z", 10.5, -0.5],
    ["Samoa left out 30 December 2011", "Pacific/Apia", "2011-12-30T10:00:00Z", 14, 24],
    ["Kwajalein left out 21 August 1993", "Pacific/Kwajalein", "1993-08-21T12:00:00Z", 12, 24],
    ["Beirut goes forward at midnight", "Asia/Beirut", "2027-03-27T22:00:00Z", 3, 1],
    ["Liberia gave up its 44 minutes 30 seconds", "Africa/Monrovia", "1972-01-07T00:44:30Z", 0, 2670 / 3600],
  ])("%s", (_, timezone, instant, offset, skipped) => {
    expect(change(timezone, instant)).toEqual([offset, skipped]);
  });

  test("stretches follow each other without a hole, and know what was shown before", () => {
    for (const timezone of ["Europe/Berlin", "Pacific/Apia", "Africa/Casablanca", "America/Argentina/Tucuman", "UTC"]) {
      const zone = findZone(timezone);
      let stretch = zone.stretchAt(0);
      while (stretch.until < second("2101-01-01T00:00:00Z")) {
        const next = zone.stretchAt(stretch.until);
        expect(next.from).toBe(stretch.until);
        expect(next.freshFrom).toBe(stretch.until + stretch.offset);
        stretch = next;
      }
    }
  });
});

describe("what the clock had shown before", () => {
  const start = 1_000_000_000;

  test("is known when the clock went back shortly before a chunk begins", () => {
    const changed = start - 1_800;
    const [first] = readStretches((at) => (at < changed ? 7_200 : 3_600), start);
    expect(first).toMatchObject({ from: start, offset: 3_600, freshFrom: changed + 7_200 });
  });

  test("is known when the clock goes back twice within the hours it repeats", () => {
    const [once, twice] = [start + 86_400, start + 86_400 + 1_800];
    const offsetAt = (at: number): number => (at < once ? 10_800 : at < twice ? 3_600 : 0);
    const [, second, third] = readStretches(offsetAt, start);
    expect(second).toMatchObject({ from: once, until: twice, freshFrom: once + 10_800 });
    expect(third).toMatchObject({ from: twice, freshFrom: once + 10_800 });
  });

  test("is known when the clock changes at the very instant a chunk begins", () => {
    const [first] = readStretches((at) => (at < start ? 3_600 : 7_200), start);
    expect(first).toMatchObject({ from: start, offset: 7_200, freshFrom: start + 3_600 });
  });
});

test("at any instant in any zone the offset is what the platform's clock shows", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Intl.supportedValuesOf("timeZone")),
      fc.integer({ min: 0, max: second("2101-01-01T00:00:00Z") - 1 }),
      (timezone, instant) => {
        const stretch = findZone(timezone).stretchAt(instant);
        expect(stretch.from).toBeLessThanOrEqual(instant);
        expect(stretch.until).toBeGreaterThan(instant);
        expect(instant + stretch.offset).toBe(openClock(timezone)(instant));
      },
    ),
    { numRuns: 300 },
  );
});

describe("names", () => {
  test("another name or another case is the same zone", () => {
    expect(findZone("us/eastern")).toBe(findZone("America/New_York"));
  });

  test.each([
    ["Europe/Berln", "Europe/Berlin"],
    ["berlin", "Europe/Berlin"],
    ["America/New York", "America/New_York"],
    ["Europe/Tokyo", "Asia/Tokyo"],
  ])("%s: did you mean %s?", (name, suggestion) => {
    expect(() => findZone(name)).toThrow(ZoneError);
    expect(() => findZone(name)).toThrow(
      expect.objectContaining({
        code: "invalid_input",
        field: "timezone",
        message: `There is no time zone "${name}".`,
        remedy: expect.stringContaining(`Did you mean ${suggestion}`) as string,
      }),
    );
  });

  test("a name like no other still gets an example", () => {
    expect(() => findZone("Middle-earth/Mordor")).toThrow(
      expect.objectContaining({ suggestions: [], remedy: "Use an IANA name. Examples: Europe/Berlin, UTC." }),
    );
    expect(() => findZone("")).toThrow(ZoneError);
  });

  test("an offset is not a zone", () => {
    expect(() => findZone("+02:00")).toThrow(`"+02:00" is an offset, not a time zone.`);
  });
});
