import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileSchedule, countDue, dueBetween, type Schedule } from "./due.ts";

const hour = 3_600_000;
const day = 24 * hour;
const rangeEnd = Date.UTC(2101, 0, 1);

describe("counting finds as many instants as looking for them one by one", () => {
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Monrovia");
  const crons = fc.constantFrom(
    "* * * * *",
    "*/7 */20 * * * *",
    "30 2 * * *",
    "0,30 0-3 * * *",
    "*/10 1-3 * * *",
    "15 * L * *",
    "0 3 * * SUN#2,5L",
    "5 1 15W,29 * MON",
    "59 59 23,0 * * *",
  );
  /** Berlin's clock changes of 2026, Lord Howe's half hours, the day Apia left out, Monrovia's odd seconds. */
  const moments = fc.constantFrom(
    Date.UTC(2026, 2, 29, 1),
    Date.UTC(2026, 9, 25, 1),
    Date.UTC(2026, 3, 4, 15),
    Date.UTC(2011, 11, 30, 10),
    Date.UTC(1972, 0, 7),
    0,
    rangeEnd,
  );
  const schedules: fc.Arbitrary<Schedule> = fc.oneof(
    fc.record({ kind: fc.constant("cron" as const), cron: crons, timezone: zones }),
    fc.record({
      kind: fc.constant("interval" as const),
      everyMs: fc.integer({ min: 1_000, max: 2 * day }),
      anchorMs: fc.integer({ min: 1, max: 2 * day }).map((back) => rangeEnd - back),
    }),
    fc.record({ kind: fc.constant("once" as const), atMs: fc.constant(Date.UTC(2026, 2, 29, 1)) }),
  );

  test("around clock changes and the ends of the range", () => {
    fc.assert(
      fc.property(
        schedules,
        moments,
        fc.integer({ min: 0, max: 30 * hour }),
        fc.integer({ min: 0, max: 30 * hour }),
        fc.option(fc.integer({ min: -20 * hour, max: 20 * hour })),
        fc.boolean(),
        (schedule, moment, before, after, bound, isStart) => {
          const at = Math.min(Math.max(moment + (bound ?? 0), 0), rangeEnd - 1);
          const bounds = bound === null ? {} : isStart ? { startMs: at } : { endMs: at };
          const compiled = compileSchedule({ ...schedule, ...bounds });
          const [from, until] = [moment - before, moment + after];
          expect(countDue(compiled, from, until)).toBe(dueBetween(compiled, from, until).length);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test("over a whole year", () => {
    const from = Date.UTC(2026, 5, 5, 7, 11, 13);
    for (const cron of ["*/5 * * * *", "*/5 1-3 * * *", "30 2 * * MON", "0 0 29 2 *"]) {
      const compiled = compileSchedule({ kind: "cron", cron, timezone: "Europe/Berlin" });
      expect(countDue(compiled, from, from + 366 * day)).toBe(dueBetween(compiled, from, from + 366 * day).length);
    }
  });
});

test("a schedule due each second is counted over all of its range", () => {
  const everySecond = compileSchedule({ kind: "cron", cron: "* * * * * *", timezone: "UTC" });
  expect(countDue(everySecond, -1, Infinity)).toBe(rangeEnd / 1000);
});

test("nothing is counted in no time", () => {
  const hourly = compileSchedule({ kind: "interval", everyMs: hour, anchorMs: 0 });
  expect(countDue(hourly, 5 * hour, 5 * hour)).toBe(0);
  expect(countDue(hourly, 5 * hour, 4 * hour)).toBe(0);
});
