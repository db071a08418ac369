import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CalendarWindow } from "../../shared/calendar.ts";
import {
  calendarOf,
  cronSchedule,
  forecastEvent,
  forecastOf,
  forecastStart,
  nightlyBlackout,
} from "../testing/forecast-world.ts";
import { blockAt } from "./calendar-rules.ts";
import { dueBetween, type Schedule } from "./due.ts";
import { forecastSteps } from "./forecast.ts";
import { chooseBuckets, usualLimits } from "./forecast-question.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const berlin = "Europe/Berlin";

describe("the instants are those of the engine, less those that calendars block", () => {
  const schedules: fc.Arbitrary<Schedule> = fc.oneof(
    fc.record({
      kind: fc.constant("cron" as const),
      cron: fc.constantFrom("*/7 * * * *", "30 2 * * *", "0,20 1-3 * * *", "15 * L * *", "*/40 */9 3 * * *"),
      timezone: fc.constantFrom("UTC", berlin, "Australia/Lord_Howe"),
    }),
    fc.record({
      kind: fc.constant("interval" as const),
      everyMs: fc.integer({ min: 5 * minute, max: 2 * day }),
      anchorMs: fc.integer({ min: forecastStart - 9 * day, max: forecastStart + 30 * day }),
    }),
    fc.record({
      kind: fc.constant("once" as const),
      atMs: fc.integer({ min: forecastStart, max: forecastStart + 40 * day }),
    }),
  );
  const windows: fc.Arbitrary<CalendarWindow> = fc.oneof(
    fc.constant(nightlyBlackout),
    fc.constant<CalendarWindow>({ ...nightlyBlackout, effect: "allow", days: [2, 4], from: "00:00", until: "00:00" }),
    fc.constant<CalendarWindow>({ kind: "dated", effect: "blackout", from: "2026-03-28", until: "2026-03-29" }),
    fc.constant<CalendarWindow>({ kind: "recurring", effect: "allow", cron: "0 */3 * * *", durationMs: 100 * minute }),
  );

  test.each([true, false])("whether looked at one by one (%s) or only counted", (examined) => {
    fc.assert(
      fc.property(
        schedules,
        fc.array(windows, { maxLength: 3 }),
        fc.constantFrom(0, 3 * hour, 27 * day),
        fc.integer({ min: 1, max: 30 * hour }),
        fc.option(fc.integer({ min: 1, max: 40 })),
        (schedule, held, later, span, maximum) => {
          const closed = calendarOf("closed", ...held);
          const runsLeft = maximum ?? Infinity;
          const own = forecastEvent("own", schedule, { calendars: { whole: [closed], byServer: new Map() }, runsLeft });
          const [fromMs, untilMs] = [forecastStart + later, forecastStart + later + span];
          const { rows, total, blockedTotal } = forecastOf([own], {
            fromMs,
            untilMs,
            limits: examined ? { examined: 1e6, listed: 1e6, listedInRow: 1e6 } : { ...usualLimits, examined: -1 },
          });

          const allowed = dueBetween(own.compiled, forecastStart - 1, untilMs - 1)
            .filter((instant) => blockAt(closed, instant) === undefined)
            .slice(0, maximum ?? undefined);
          const expected = allowed.filter((instant) => instant >= fromMs);
          const endMs = allowed.length === maximum ? (allowed.at(-1) ?? 0) : Infinity;
          const blocked = dueBetween(own.compiled, fromMs - 1, Math.min(untilMs - 1, endMs)).filter(
            (instant) => blockAt(closed, instant) !== undefined,
          );
          expect(total).toBe(expected.length);
          expect(blockedTotal).toBe(blocked.length);
          const [row] = rows;
          expect(row === undefined).toBe(expected.length + blocked.length === 0);
          if (row === undefined) return;
          const { bucketMs, count } = chooseBuckets(fromMs, untilMs);
          const counts = new Array<number>(count).fill(0);
          for (const instant of expected) counts[Math.floor((instant - fromMs) / bucketMs)]! += 1;
          expect(row).toMatchObject({ count: expected.length, blockedCount: blocked.length, counts });
          expect(row.firstMs).toBe(expected[0]);
          expect(row.usedUpMs).toBe(endMs >= fromMs && endMs < untilMs ? endMs : undefined);
          expect(row.blocked.map(({ atMs }) => atMs)).toEqual(blocked.slice(0, 50));
          if (examined) expect(row.instants.map(({ atMs }) => atMs)).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test("the beginning belongs to the time asked for, the end does not", () => {
  const { rows } = forecastOf([forecastEvent("hourly", cronSchedule("0 * * * *"))], {
    untilMs: forecastStart + 2 * hour,
  });
  expect(rows[0]?.instants.map(({ atMs }) => atMs)).toEqual([forecastStart, forecastStart + hour]);
});

test("what does nothing in that time is counted, and has no row", () => {
  const result = forecastOf([
    forecastEvent("daily", cronSchedule("0 8 * * *")),
    forecastEvent("yearly", cronSchedule("0 0 1 1 *")),
  ]);
  expect(result.rows.map(({ name }) => name)).toEqual(["daily"]);
  expect(result.quietCount).toBe(1);
});

describe("too much to look at one by one", () => {
  const everySecond = forecastEvent("every second", cronSchedule("* * * * * *"));
  const daily = forecastEvent("daily", cronSchedule("0 8 * * *"));
  const limits = { examined: 1_000, listed: 100, listedInRow: 50 };

  test("is counted exactly and said to be so", () => {
    const result = forecastOf([everySecond, daily], { limits });
    expect(result).toMatchObject({ total: 86_401, truncated: true, dense: ["every second"] });
    const [sparse, dense] = result.rows;
    expect(sparse).toMatchObject({ name: "daily", count: 1, truncated: false });
    expect(dense).toMatchObject({
      name: "every second",
      count: 86_400,
      instants: [],
      truncated: true,
      firstMs: forecastStart,
    });
    expect(dense?.counts.every((count) => count === 900)).toBe(true);
    expect(result.load.starts.reduce((sum, count) => sum + count, 0)).toBe(86_401);
    expect(result.load.busiest).toMatchObject([{ starts: 1, names: ["daily"] }]);
    expect(result.collisionCount).toBe(0);
  });

  test("a row with many instants does not list them, though they were looked at", () => {
    const result = forecastOf([forecastEvent("quarterly", cronSchedule("*/15 * * * *")), daily], { limits });
    expect(result.truncated).toBe(false);
    expect(result.rows).toMatchObject([
      { name: "daily", truncated: false },
      { name: "quarterly", truncated: true, count: 96, instants: [] },
    ]);
    expect(result.load.busiest[0]?.starts).toBe(2);
  });

  test("the last run that a dense event may make is found all the same", () => {
    const limited = forecastEvent("every second", cronSchedule("* * * * * *"), { runsLeft: 5_000 });
    const { rows, total } = forecastOf([limited], { limits });
    expect(total).toBe(5_000);
    expect(rows[0]?.usedUpMs).toBe(forecastStart + 4_999_000);
  });
});

describe("by server", () => {
  const both = { serverIds: [1, 2] };
  test("each server has what runs on it, and this computer the rest", () => {
    const result = forecastOf(
      [
        forecastEvent("a", cronSchedule("0 * * * *"), both),
        forecastEvent("b", cronSchedule("30 * * * *"), { serverIds: [2] }),
        forecastEvent("c", cronSchedule("0 8 * * *")),
      ],
      { by: "server" },
    );
    expect(result.rows).toMatchObject([
      { key: "this-computer", name: "this computer", serverId: undefined, count: 1 },
      { key: "server:1", name: "web-1", serverId: 1, count: 24 },
      { key: "server:2", name: "web-2", serverId: 2, count: 48 },
    ]);
    expect(result.total).toBe(49);
    expect(result.rows[2]?.instants.slice(0, 2).map(({ eventName }) => eventName)).toEqual(["a", "b"]);
  });

  test.each([1e6, -1])("a server's calendar leaves out that server alone (examined: %d)", (examined) => {
    const closed = calendarOf("web-2 is closed", nightlyBlackout);
    const calendars = { whole: [], byServer: new Map([[2, [closed]]]) };
    const limits = { ...usualLimits, examined };
    const result = forecastOf([forecastEvent("a", cronSchedule("0 * * * *"), { ...both, calendars })], {
      by: "server",
      limits,
    });
    expect(result).toMatchObject({ total: 24, blockedTotal: 0 });
    expect(result.rows).toMatchObject([
      { name: "web-1", count: 24, blockedCount: 0 },
      { name: "web-2", count: 18, blockedCount: 6 },
    ]);
    expect(result.rows[1]?.blocked[0]).toEqual({
      atMs: forecastStart + 10 * hour,
      eventName: "a",
      calendar: "web-2 is closed",
    });
  });

  test("when all of an event's servers are closed, it does not start", () => {
    const calendars = { whole: [], byServer: new Map([[2, [calendarOf("closed", nightlyBlackout)]]]) };
    const result = forecastOf([forecastEvent("a", cronSchedule("0 * * * *"), { serverIds: [2], calendars })], {
      by: "server",
    });
    expect(result).toMatchObject({ total: 18, blockedTotal: 6 });
  });
});

test("clock changes of the zones in use, with the events they concern", () => {
  const fromMs = Date.UTC(2026, 2, 28);
  const result = forecastOf(
    [
      forecastEvent("at night", cronSchedule("30 2 * * *", berlin)),
      forecastEvent("by day", cronSchedule("0 12 * * *", berlin)),
      forecastEvent("every hour", cronSchedule("0 * * * *", berlin)),
      forecastEvent("elsewhere", cronSchedule("30 2 * * *", "America/New_York")),
      forecastEvent("interval", { kind: "interval", everyMs: day, anchorMs: fromMs }),
    ],
    { fromMs, untilMs: fromMs + 240 * day },
  );
  expect(result.clockChanges).toEqual([
    {
      atMs: Date.UTC(2026, 2, 29, 1),
      timezone: berlin,
      minutes: 60,
      eventNames: ["at night", "every hour"],
      eventCount: 2,
    },
    {
      atMs: Date.UTC(2026, 9, 25, 1),
      timezone: berlin,
      minutes: -60,
      eventNames: ["at night", "every hour"],
      eventCount: 2,
    },
    {
      atMs: Date.UTC(2026, 10, 1, 6),
      timezone: "America/New_York",
      minutes: -60,
      eventNames: [],
      eventCount: 0,
    },
  ]);
});

test("windows of the calendars that hold", () => {
  const calendars = { whole: [calendarOf("closed", nightlyBlackout)], byServer: new Map() };
  const { windows } = forecastOf([
    forecastEvent("a", cronSchedule("0 * * * *"), { calendars }),
    forecastEvent("b", cronSchedule("0 * * * *"), { calendars }),
  ]);
  expect(windows).toMatchObject([
    { calendar: "closed", fromMs: forecastStart + 10 * hour, untilMs: forecastStart + 16 * hour },
  ]);
});

test("a time of any length is cut into at most 128 pieces that cover it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 366 * day }), (span) => {
      const { bucketMs, count } = chooseBuckets(forecastStart, forecastStart + span);
      expect(count).toBeLessThanOrEqual(128);
      expect((count - 1) * bucketMs).toBeLessThan(span);
      expect(count * bucketMs).toBeGreaterThanOrEqual(span);
    }),
  );
});

test("an event with very many instants is looked at with pauses in between", () => {
  const everyTwoMinutes = forecastEvent("own", cronSchedule("*/2 * * * *"));
  const question = { by: "event", events: [everyTwoMinutes], others: [], serverNames: new Map() } as const;
  const pausesOver = (days: number): number => {
    const steps = forecastSteps({
      ...question,
      fromMs: forecastStart,
      untilMs: forecastStart + days * day,
      limits: usualLimits,
    });
    let pauses = 0;
    while (steps.next().done !== true) pauses += 1;
    return pauses;
  };
  // Once for every thousand instants when they are looked at, and once more when they are put together by minutes.
  expect(pausesOver(366) - pausesOver(1)).toBeGreaterThan((2 * 365 * 720) / 1_000 - 2);
});
