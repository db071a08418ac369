import fc from "fast-check";
import { expect, test } from "vitest";
import { jitterShare, longestDelayMs, retryDelay } from "./back-off.ts";

test("grows by the factor, stays under the cap, and spreads by at most a tenth", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 86_400_000 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 11 }),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (delayMs, factor, attempt, fraction) => {
        const longest = Math.max(delayMs, longestDelayMs);
        const exact = Math.min(delayMs * factor ** (attempt - 1), longest);
        const delay = retryDelay({ delayMs, factor }, attempt, fraction);
        expect(Math.abs(delay - exact)).toBeLessThanOrEqual(exact * jitterShare + 1);
      },
    ),
  );
  expect(retryDelay({ delayMs: 1_000, factor: 2 }, 3, 0.5)).toBe(4_000);
  expect(retryDelay({ delayMs: 1_000, factor: 10 }, 10, 0.5)).toBe(longestDelayMs);
  // A person's own choice is not cut short.
  expect(retryDelay({ delayMs: 2 * longestDelayMs, factor: 10 }, 3, 0.5)).toBe(2 * longestDelayMs);
});
