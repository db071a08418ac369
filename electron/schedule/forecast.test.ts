import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CalendarWindow } from "../../shared/calendar.ts";
import type { Forecast } from "../../shared/forecast.ts";
import { blockAt, compileCalendar, type CompiledCalendar } from "./calendar-rules.ts";
import { compileSchedule, dueBetween, type Schedule } from "./due.ts";
import { forecastSteps } from "./forecast.ts";
import { chooseBuckets, usualLimits, type ForecastEvent, type ForecastQuestion } from "./forecast-question.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const noon = Date.UTC(2026, 2, 2, 12);
const berlin = "Europe/Berlin";

const cron = (text: string, timezone = "UTC"): Schedule => ({ kind: "cron", cron: text, timezone });

let lastId = 0;
function event(name: string, schedule: Schedule, changes: Partial<ForecastEvent> = {}): ForecastEvent {
  return {
    id: ++lastId,
    name,
    compiled: compileSchedule(schedule),
    timezone: schedule.kind === "cron" ? schedule.timezone : "UTC",
    serverIds: [],
    isLocal: changes.serverIds === undefined,
    calendars: undefined,
    overlap: "skip",
    runsLeft: Infinity,
    accountedUntilMs: noon - 1,
    usualDurationMs: undefined,
    ...changes,
  };
}

function forecast(events: readonly ForecastEvent[], changes: Partial<ForecastQuestion> = {}): Forecast {
  const steps = forecastSteps({
    fromMs: noon,
    untilMs: noon + day,
    by: "event",
    events,
    others: [],
    serverNames: new Map([
      [1, "web-1"],
      [2, "web-2"],
    ]),
    limits: usualLimits,
    ...changes,
  });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function calendar(name: string, ...windows: CalendarWindow[]): CompiledCalendar {
  return compileCalendar({ id: 1, name, timezone: "UTC", windows });
}

const nightly: CalendarWindow = {
  kind: "weekly",
  effect: "blackout",
  days: [1, 2, 3, 4, 5, 6, 7],
  from: "22:00",
  until: "04:00",
};

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
      anchorMs: fc.integer({ min: noon - 9 * day, max: noon + 30 * day }),
    }),
    fc.record({ kind: fc.constant("once" as const), atMs: fc.integer({ min: noon, max: noon + 40 * day }) }),
  );
  const windows: fc.Arbitrary<CalendarWindow> = fc.oneof(
    fc.constant(nightly),
    fc.constant<CalendarWindow>({ ...nightly, effect: "allow", days: [2, 4], from: "00:00", until: "00:00" }),
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
          const closed = calendar("closed", ...held);
          const runsLeft = maximum ?? Infinity;
          const own = event("own", schedule, { calendars: { whole: [closed], byServer: new Map() }, runsLeft });
          const [fromMs, untilMs] = [noon + later, noon + later + span];
          const { rows, total, blockedTotal } = forecast([own], {
            fromMs,
            untilMs,
            limits: examined ? { examined: 1e6, listed: 1e6, listedInRow: 1e6 } : { ...usualLimits, examined: -1 },
          });

          const allowed = dueBetween(own.compiled, noon - 1, untilMs - 1)
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
  const { rows } = forecast([event("hourly", cron("0 * * * *"))], { untilMs: noon + 2 * hour });
  expect(rows[0]?.instants.map(({ atMs }) => atMs)).toEqual([noon, noon + hour]);
});

test("what does nothing in that time is counted, and has no row", () => {
  const result = forecast([event("daily", cron("0 8 * * *")), event("yearly", cron("0 0 1 1 *"))]);
  expect(result.rows.map(({ name }) => name)).toEqual(["daily"]);
  expect(result.quietCount).toBe(1);
});

describe("too much to look at one by one", () => {
  const everySecond = event("every second", cron("* * * * * *"));
  const daily = event("daily", cron("0 8 * * *"));
  const limits = { examined: 1_000, listed: 100, listedInRow: 50 };

  test("is counted exactly and said to be so", () => {
    const result = forecast([everySecond, daily], { limits });
    expect(result).toMatchObject({ total: 86_401, truncated: true, dense: ["every second"] });
    const [sparse, dense] = result.rows;
    expect(sparse).toMatchObject({ name: "daily", count: 1, truncated: false });
    expect(dense).toMatchObject({ name: "every second", count: 86_400, instants: [], truncated: true, firstMs: noon });
    expect(dense?.counts.every((count) => count === 900)).toBe(true);
    expect(result.load.starts.reduce((sum, count) => sum + count, 0)).toBe(86_401);
    expect(result.load.busiest).toMatchObject([{ starts: 1, names: ["daily"] }]);
    expect(result.collisionCount).toBe(0);
  });

  test("a row with many instants does not list them, though they were looked at", () => {
    const result = forecast([event("quarterly", cron("*/15 * * * *")), daily], { limits });
    expect(result.truncated).toBe(false);
    expect(result.rows).toMatchObject([
      { name: "daily", truncated: false },
      { name: "quarterly", truncated: true, count: 96, instants: [] },
    ]);
    expect(result.load.busiest[0]?.starts).toBe(2);
  });

  test("the last run that a dense event may make is found all the same", () => {
    const limited = event("every second", cron("* * * * * *"), { runsLeft: 5_000 });
    const { rows, total } = forecast([limited], { limits });
    expect(total).toBe(5_000);
    expect(rows[0]?.usedUpMs).toBe(noon + 4_999_000);
  });
});

describe("by server", () => {
  const both = { serverIds: [1, 2] };
  test("each server has what runs on it, and this computer the rest", () => {
    const result = forecast(
      [
        event("a", cron("0 * * * *"), both),
        event("b", cron("30 * * * *"), { serverIds: [2] }),
        event("c", cron("0 8 * * *")),
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
    const closed = calendar("web-2 is closed", nightly);
    const calendars = { whole: [], byServer: new Map([[2, [closed]]]) };
    const limits = { ...usualLimits, examined };
    const result = forecast([event("a", cron("0 * * * *"), { ...both, calendars })], { by: "server", limits });
    expect(result).toMatchObject({ total: 24, blockedTotal: 0 });
    expect(result.rows).toMatchObject([
      { name: "web-1", count: 24, blockedCount: 0 },
      { name: "web-2", count: 18, blockedCount: 6 },
    ]);
    expect(result.rows[1]?.blocked[0]).toEqual({
      atMs: noon + 10 * hour,
      eventName: "a",
      calendar: "web-2 is closed",
    });
  });

  test("when all of an event's servers are closed, it does not start", () => {
    const calendars = { whole: [], byServer: new Map([[2, [calendar("closed", nightly)]]]) };
    const result = forecast([event("a", cron("0 * * * *"), { serverIds: [2], calendars })], { by: "server" });
    expect(result).toMatchObject({ total: 18, blockedTotal: 6 });
  });
});

describe("collisions", () => {
  test("events that start in the same minute on the same server, put together", () => {
    const result = forecast([
      event("a", cron("0 * * * *"), { serverIds: [1] }),
      event("b", cron("15 0 */2 * * *"), { serverIds: [1, 2] }),
      event("c", cron("0 * * * *"), { serverIds: [2] }),
      event("d", cron("0 * * * *")),
    ]);
    expect(result.collisions).toMatchObject([
      {
        atMs: noon,
        times: 12,
        kind: "same_minute",
        servers: ["web-1"],
        eventCount: 2,
        message: "“a” and “b” start in the same minute on web-1, 12 times",
      },
      { servers: ["web-2"], message: "“b” and “c” start in the same minute on web-2, 12 times" },
    ]);
    expect(result.collisions[0]?.allMs).toHaveLength(12);
    expect(result.collisionCount).toBe(2);
  });

  test("what is only met is named, and adds nothing else", () => {
    const other = event("other", cron("0 * * * *"));
    const result = forecast([event("own", cron("0 8 * * *"))], { others: [other] });
    expect(result.total).toBe(1);
    expect(result.load.busiest).toMatchObject([{ starts: 1, names: ["own"] }]);
    expect(result.collisions).toMatchObject([{ events: [{ name: "own" }, { name: "other" }], times: 1 }]);
  });

  test("nothing is met while a calendar blocks it", () => {
    const calendars = { whole: [calendar("closed", nightly)], byServer: new Map() };
    const result = forecast([event("a", cron("0 0 * * *")), event("b", cron("0 * * * *"), { calendars })]);
    expect(result.collisionCount).toBe(0);
  });

  test.each([
    ["skip", 12, "it is skipped"],
    ["allow", 23, "both run side by side"],
    ["queue", 23, "one waits for its turn"],
    ["replace", 23, "the run before is stopped"],
  ] as const)("an event that is due again while it runs: %s", (overlap, times, consequence) => {
    const usualDurationMs = 90 * minute;
    const result = forecast([event("slow", cron("0 * * * *"), { overlap, usualDurationMs })]);
    expect(result.collisions).toMatchObject([{ kind: "still_running", times, servers: [], atMs: noon + hour }]);
    expect(result.collisions[0]?.message).toContain(consequence);
  });

  test("the fullest minutes", () => {
    const result = forecast([
      event("a", cron("0 8 * * *")),
      event("b", cron("*/20 0 8 * * *")),
      event("c", cron("0 9 * * *")),
    ]);
    expect(result.load.busiest).toEqual([
      { atMs: noon + 20 * hour, starts: 4, names: ["a", "b"] },
      { atMs: noon + 21 * hour, starts: 1, names: ["c"] },
    ]);
  });
});

test("clock changes of the zones in use, with the events they concern", () => {
  const fromMs = Date.UTC(2026, 2, 28);
  const result = forecast(
    [
      event("at night", cron("30 2 * * *", berlin)),
      event("by day", cron("0 12 * * *", berlin)),
      event("every hour", cron("0 * * * *", berlin)),
      event("elsewhere", cron("30 2 * * *", "America/New_York")),
      event("interval", { kind: "interval", everyMs: day, anchorMs: fromMs }),
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
  const calendars = { whole: [calendar("closed", nightly)], byServer: new Map() };
  const { windows } = forecast([
    event("a", cron("0 * * * *"), { calendars }),
    event("b", cron("0 * * * *"), { calendars }),
  ]);
  expect(windows).toMatchObject([{ calendar: "closed", fromMs: noon + 10 * hour, untilMs: noon + 16 * hour }]);
});

test("a time of any length is cut into at most 128 pieces that cover it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 366 * day }), (span) => {
      const { bucketMs, count } = chooseBuckets(noon, noon + span);
      expect(count).toBeLessThanOrEqual(128);
      expect((count - 1) * bucketMs).toBeLessThan(span);
      expect(count * bucketMs).toBeGreaterThanOrEqual(span);
    }),
  );
});
