import fc from "fast-check";
import { expect, it } from "vitest";
import { callAttempts, longestWaitMs, readRetryAfter, waitAfter } from "./waits.ts";

const now = Date.UTC(2026, 2, 2, 12);

it("waits longer each time, spread a little, and never beyond the longest wait", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: callAttempts * 3 }),
      fc.option(fc.integer({ min: 0, max: 10 * longestWaitMs }), { nil: undefined }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, askedFor, fraction) => {
        const wait = waitAfter(attempt, askedFor, fraction);
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(longestWaitMs);
        expect(wait).toBeGreaterThanOrEqual(Math.min(askedFor ?? 0, longestWaitMs));
        expect(waitAfter(attempt + 1, askedFor, 0.5)).toBeGreaterThanOrEqual(waitAfter(attempt, askedFor, 0.5));
      },
    ),
  );
  expect([1, 2, 3, 4].map((attempt) => waitAfter(attempt, undefined, 0.5))).toEqual([10_000, 40_000, 160_000, 640_000]);
});

it.each([
  ["120", 120_000],
  [" 0 ", 0],
  ["Mon, 02 Mar 2026 12:01:00 GMT", 60_000],
  ["Mon, 02 Mar 2026 11:00:00 GMT", 0],
  ["soon", undefined],
  [undefined, undefined],
])("an address that asks for %s is left alone for %s ms", (value, expected) => {
  expect(readRetryAfter(value, now)).toBe(expected);
});
