import fc from "fast-check";
import { expect, test } from "vitest";
import { createSeededRandom } from "../testing/seeded-random.ts";
import { describeSchedule } from "./describe.ts";

test.each([
  ["30 2 * * 1", "at 02:30 every Monday"],
  ["0 0 * * *", "at 00:00 every day"],
  ["* * * * *", "every minute"],
  ["*/5 * * * *", "every 5 minutes"],
  ["0 * * * *", "every hour"],
  ["15 * * * *", "every hour at minute 15"],
  ["0 */2 * * *", "every 2 hours"],
  ["15 */2 * * *", "every 2 hours at minute 15"],
  ["*/5 9-17 * * 1-5", "every 5 minutes from 09:00 to 17:59 from Monday to Friday"],
  ["0 9-17 * * *", "every hour from 09:00 to 17:00"],
  ["5-8,20 3,9,20 * * *", "every hour at minutes 5 to 8 and 20 in the hours 03, 09 and 20"],
  ["10 8-10,14 * * *", "at 08:10, 09:10, 10:10 and 14:10 every day"],
  ["0 0 L * *", "at 00:00 on the last day of the month"],
  ["0 0 L-1,L-3 * *", "at 00:00 on the day before the last and the day 3 days before the last of the month"],
  ["0 0 LW 3 *", "at 00:00 on the last weekday of the month in March"],
  ["0 9 15W * *", "at 09:00 on the weekday nearest the 15th of the month"],
  ["0 0 * * 5L", "at 00:00 on the last Friday of the month"],
  ["0 0 * * 1,2#2", "at 00:00 every Monday and on the 2nd Tuesday of the month"],
  ["0 0 1,15 * MON", "at 00:00 on the 1st and the 15th of the month, and also every Monday"],
  ["0 0 1-7,11,22,23 * *", "at 00:00 on the 1st to the 7th, the 11th, the 22nd and the 23rd of the month"],
  ["0 0 * 6-8 *", "at 00:00 every day from June to August"],
  ["0 0 1 */3 *", "at 00:00 on the 1st of the month in January, April, July and October"],
  ["* * * * * *", "every second"],
  ["*/10 * * * * *", "every 10 seconds"],
  ["30 * * * * *", "every minute at second 30"],
  ["*/10 0 * * * *", "every 10 seconds at minute 0 of every hour"],
  ["0,30 5 2 * * *", "at 02:05:00 and 02:05:30 every day"],
])("%s: %s", (cron, words) => {
  expect(describeSchedule({ kind: "cron", cron, timezone: "UTC" })).toBe(words);
});

test("intervals and single instants", () => {
  expect(describeSchedule({ kind: "interval", everyMs: 2_700_000, anchorMs: Date.UTC(2026, 2, 1, 8) })).toBe(
    "every 45m, counted from 2026-03-01 08:00 UTC",
  );
  expect(describeSchedule({ kind: "once", atMs: Date.UTC(2026, 2, 1, 8, 0, 5) })).toBe(
    "once, at 2026-03-01 08:00:05 UTC",
  );
});

test("every expression has words, without doubled or stray spaces", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = createSeededRandom(seed);
      const field = (first: number, last: number): string => {
        const [from, to] = [random.integer(first, last), random.integer(first, last)];
        return random.pick([
          "*",
          String(from),
          `${String(from)}-${String(to)}`,
          `${String(from)},${String(to)}`,
          `*/${String(to || 1)}`,
        ]);
      };
      const cron = [field(0, 59), field(0, 59), field(0, 23), "*", field(1, 12), field(0, 6)].join(" ");
      expect(describeSchedule({ kind: "cron", cron, timezone: "UTC" })).toMatch(/^\S+( \S+)+$/);
    }),
  );
});
