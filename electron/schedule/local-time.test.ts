import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openClock } from "../testing/brute-force-due.ts";
import { instantOfLocal, readLocalTime } from "./local-time.ts";
import { ScheduleError } from "./schedule-errors.ts";
import { findZone } from "./zone.ts";

test.each([
  ["2026-12-01T08:00:00", "Europe/Berlin", "2026-12-01T07:00:00.000Z"],
  ["2026-12-01 08:00", "Europe/Berlin", "2026-12-01T07:00:00.000Z"],
  ["2026-12-01", "Europe/Berlin", "2026-11-30T23:00:00.000Z"],
  ["2026-12-01T08:00:00Z", "Europe/Berlin", "2026-12-01T08:00:00.000Z"],
  ["2026-12-01T08:00:00-05:30", "Europe/Berlin", "2026-12-01T13:30:00.000Z"],
  ["2027-10-31T02:30:00", "Europe/Berlin", "2027-10-31T00:30:00.000Z"],
  ["2027-03-28T02:30:00", "Europe/Berlin", "2027-03-28T01:00:00.000Z"],
  ["2011-12-30T12:00:00", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
  ["2011-12-31T00:00:00", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
])("%s in %s is %s", (text, timezone, expected) => {
  expect(new Date(readLocalTime(text, findZone(timezone))).toISOString()).toBe(expected);
});

describe("refused, with an example", () => {
  test.each([
    "tomorrow",
    "2026-13-01",
    "2026-02-30",
    "2027-02-29T08:00:00",
    "2026-12-01T24:00",
    "2026-12-01T08:60",
    "1969-12-31",
    "2101-01-01",
  ])("%s", (text) => {
    expect(() => readLocalTime(text, findZone("UTC"))).toThrow(ScheduleError);
    expect(() => readLocalTime(text, findZone("UTC"))).toThrow(
      expect.objectContaining({ field: "once", remedy: expect.stringContaining("2026-12-01T08:00:00") as string }),
    );
  });
});

test("a local time becomes the first instant at which the zone's clock shows it", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Intl.supportedValuesOf("timeZone")),
      fc.integer({ min: 86_400, max: Date.UTC(2100, 11, 30) / 1000 }),
      (timezone, instant) => {
        const show = openClock(timezone);
        const first = instantOfLocal(show(instant), findZone(timezone));
        expect(first).toBeLessThanOrEqual(instant);
        expect(show(first)).toBe(show(instant));
      },
    ),
    { numRuns: 200 },
  );
});
