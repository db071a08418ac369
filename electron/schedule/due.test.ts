import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readNaively } from "../testing/naive-cron.ts";
import { compileSchedule, dueBetween, eachDue, nextDue, previousDue, type Schedule } from "./due.ts";
import { ScheduleError } from "./schedule-errors.ts";

const minute = 60_000;
const day = 86_400_000;
const rangeEnd = Date.UTC(2101, 0, 1);

describe("intervals are anchored to their start time", () => {
  const every45Minutes = compileSchedule({ kind: "interval", everyMs: 45 * minute, anchorMs: 1_000_000_123_456 });

  test("start + n × 45 min, whenever asked", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: rangeEnd - day }), (afterMs) => {
        const due = nextDue(every45Minutes, afterMs) ?? Number.NaN;
        expect((due - 1_000_000_123_456) % (45 * minute)).toBe(0);
        expect(due).toBeGreaterThan(afterMs);
        expect(due).toBeLessThanOrEqual(Math.max(afterMs + 45 * minute, 1_000_000_123_456));
      }),
    );
  });

  test("the start itself is due, nothing before it is", () => {
    expect(dueBetween(every45Minutes, 0, 1_000_000_123_456 + 45 * minute)).toEqual([
      1_000_000_123_456,
      1_000_000_123_456 + 45 * minute,
    ]);
    expect(previousDue(every45Minutes, 1_000_000_123_456)).toBeNull();
    expect(previousDue(every45Minutes, 1_000_000_123_457)).toBe(1_000_000_123_456);
  });

  test.each([0, 999, -1000, 1500.5, Number.NaN, Infinity, 11 * 365 * day])("%d ms is refused", (everyMs) => {
    expect(() => compileSchedule({ kind: "interval", everyMs, anchorMs: 0 })).toThrow(ScheduleError);
  });

  test("a start that is no instant is refused", () => {
    expect(() => compileSchedule({ kind: "interval", everyMs: minute, anchorMs: Number.NaN })).toThrow(ScheduleError);
  });
});

describe("once", () => {
  const once = compileSchedule({ kind: "once", atMs: 5_000 });

  test("is due at its instant, and never again", () => {
    expect(dueBetween(once, 0, 10_000)).toEqual([5_000]);
    expect(nextDue(once, 4_999)).toBe(5_000);
    expect(nextDue(once, 5_000)).toBeNull();
    expect(previousDue(once, 5_001)).toBe(5_000);
    expect(previousDue(once, 5_000)).toBeNull();
  });

  test.each([-1, rangeEnd, Number.NaN])("%d is refused", (atMs) => {
    expect(() => compileSchedule({ kind: "once", atMs })).toThrow(ScheduleError);
  });
});

describe("bounds", () => {
  const bounded = (bounds: { startMs?: number; endMs?: number }) =>
    compileSchedule({ kind: "cron", cron: "* * * * *", timezone: "UTC", ...bounds });

  test("the start and the end themselves count", () => {
    const schedule = bounded({ startMs: 10 * minute, endMs: 12 * minute });
    expect(dueBetween(schedule, 0, day)).toEqual([10 * minute, 11 * minute, 12 * minute]);
    expect(previousDue(schedule, day)).toBe(12 * minute);
    expect(previousDue(schedule, 10 * minute)).toBeNull();
  });

  test("a bound between two instants", () => {
    const schedule = bounded({ startMs: 10 * minute + 1, endMs: 12 * minute - 1 });
    expect(dueBetween(schedule, 0, day)).toEqual([11 * minute]);
    expect(previousDue(schedule, day)).toBe(11 * minute);
  });

  test("an end before the start is refused", () => {
    expect(() => bounded({ startMs: 2, endMs: 1 })).toThrow(ScheduleError);
    expect(() => bounded({ startMs: Number.NaN })).toThrow(ScheduleError);
    expect(() => bounded({ endMs: Number.NaN })).toThrow(ScheduleError);
  });
});

describe("the range of the engine is 1970–2100", () => {
  const everySecond = compileSchedule({ kind: "cron", cron: "* * * * * *", timezone: "Asia/Tokyo" });

  test("the first second and the last", () => {
    expect(nextDue(everySecond, -day)).toBe(0);
    expect(previousDue(everySecond, 1)).toBe(0);
    expect(previousDue(everySecond, 0)).toBeNull();
    expect(nextDue(everySecond, rangeEnd - 1_001)).toBe(rangeEnd - 1_000);
    expect(nextDue(everySecond, rangeEnd - 1_000)).toBeNull();
    expect(previousDue(everySecond, Infinity)).toBe(rangeEnd - 1_000);
  });

  test("local dates ahead of and behind UTC at the edges", () => {
    const newYear = (timezone: string) => compileSchedule({ kind: "cron", cron: "0 0 1 1 *", timezone });
    expect(previousDue(newYear("Pacific/Kiritimati"), Infinity)).toBe(Date.UTC(2100, 11, 31, 10));
    expect(previousDue(newYear("America/New_York"), Infinity)).toBe(Date.UTC(2100, 0, 1, 5));
    expect(nextDue(newYear("America/New_York"), -1)).toBe(Date.UTC(1970, 0, 1, 5));
  });

  test("an interval and its anchor", () => {
    const hourly = compileSchedule({ kind: "interval", everyMs: 60 * minute, anchorMs: 0 });
    expect(nextDue(hourly, rangeEnd - 1)).toBeNull();
    expect(previousDue(hourly, Infinity)).toBe(rangeEnd - 60 * minute);
  });
});

test("a long absence of a schedule due each second is counted one instant at a time", () => {
  const everySecond = compileSchedule({ kind: "cron", cron: "* * * * * *", timezone: "Europe/Berlin" });
  expect(dueBetween(everySecond, 0, rangeEnd, 3)).toEqual([1_000, 2_000, 3_000]);
  expect(dueBetween(everySecond, 0, rangeEnd, 0)).toEqual([]);
  const instants = eachDue(everySecond, 0, rangeEnd);
  expect([instants.next().value, instants.next().value]).toEqual([1_000, 2_000]);
});

describe("for any schedule and any instant", () => {
  const crons = fc.constantFrom(
    "* * * * *",
    "*/20 */7 * * * *",
    "30 2 * * *",
    "0,30 0-3 * * *",
    "15 * L * *",
    "0 3 * * SUN#2,5L",
    "5 1 15W,29 * MON",
    "0 0 29 2 *",
  );
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/Havana");
  const instants = fc.integer({ min: 0, max: rangeEnd - 1 });
  const schedules: fc.Arbitrary<Schedule> = fc.oneof(
    fc.record({ kind: fc.constant("cron" as const), cron: crons, timezone: zones }),
    fc.record({
      kind: fc.constant("interval" as const),
      everyMs: fc.integer({ min: 1_000, max: 400 * day }),
      anchorMs: instants,
    }),
    fc.record({ kind: fc.constant("once" as const), atMs: instants }),
  );

  test("next and previous are each other's inverse, with nothing between", () => {
    fc.assert(
      fc.property(schedules, instants, (schedule, instant) => {
        const compiled = compileSchedule(schedule);
        const next = nextDue(compiled, instant);
        const previous = previousDue(compiled, instant + 1);
        if (next !== null) {
          expect(next).toBeGreaterThan(instant);
          expect(previousDue(compiled, next + 1)).toBe(next);
          expect(previousDue(compiled, next)).toBe(previous);
        }
        if (previous !== null) {
          expect(previous).toBeLessThanOrEqual(instant);
          expect(nextDue(compiled, previous - 1)).toBe(previous);
          expect(nextDue(compiled, previous)).toBe(next);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("windows that meet give each instant once, wherever they are cut", () => {
    fc.assert(
      fc.property(schedules, instants, fc.nat(3 * day), fc.nat(3 * day), (schedule, from, first, second) => {
        const compiled = compileSchedule(schedule);
        const cut = from + first;
        const whole = dueBetween(compiled, from, cut + second, 5_000);
        const parts = [...dueBetween(compiled, from, cut, 5_000), ...dueBetween(compiled, cut, cut + second, 5_000)];
        expect(parts.slice(0, 5_000)).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });
});

test("every day from 1970 to 2100 is decided as a plain reading of the day fields decides it", () => {
  const dates = fc.constantFrom("*", "?", "31", "29", "L", "L-2", "LW", "1W", "30W", "15W,L", "*/9", "28-3", "10,20");
  const months = fc.constantFrom("*", "2", "JAN", "4,6", "*/5", "NOV-FEB");
  const weekdays = fc.constantFrom("*", "?", "MON", "7", "5L", "2#2", "MON#5,SATL", "FRI-MON", "1-5");
  const days = Array.from({ length: rangeEnd / day }, (_, index) => index * day);
  fc.assert(
    fc.property(dates, months, weekdays, (date, month, weekday) => {
      const cron = `0 0 ${date} ${month} ${weekday}`;
      fc.pre(!["31 2 *", "31 2 ?", "31 4,6 *", "31 4,6 ?", "30W 2 *", "30W 2 ?"].includes(cron.slice(4)));
      const naive = readNaively(cron);
      const expected = days.filter((at) => naive.matches(at / 1_000));
      const compiled = compileSchedule({ kind: "cron", cron, timezone: "UTC" });
      expect(dueBetween(compiled, -1, rangeEnd)).toEqual(expected);
    }),
    { numRuns: 40 },
  );
}, 60_000);
