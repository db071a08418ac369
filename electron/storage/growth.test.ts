import fc from "fast-check";
import { expect, test } from "vitest";
import { growthPerDay } from "./growth.ts";

const hour = 3_600_000;
const day = 24 * hour;

test("a steady growth is told as it is, whenever it was looked at", () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 7 * 24 }), { minLength: 2, maxLength: 28 });
  fc.assert(
    fc.property(times, fc.integer({ min: -1_000_000, max: 1_000_000_000 }), (hours, perDay) => {
      fc.pre(Math.max(...hours) - Math.min(...hours) >= 6);
      const samples = hours.map((each) => ({
        at: 1_772_000_000_000 + each * hour,
        bytes: 1e10 + (perDay * each) / 24,
      }));
      expect(growthPerDay(samples)).toBeCloseTo(perDay, -3);
    }),
  );
});

test("nothing is said of less than six hours", () => {
  expect(growthPerDay([])).toBeUndefined();
  expect(growthPerDay([{ at: 0, bytes: 1 }])).toBeUndefined();
  expect(
    growthPerDay([
      { at: 0, bytes: 1 },
      { at: 5 * hour, bytes: 10 },
    ]),
  ).toBeUndefined();
  expect(
    growthPerDay([
      { at: 0, bytes: 0 },
      { at: day / 4, bytes: 10 },
    ]),
  ).toBe(40);
});
