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
        const exact = Math.min(delayMs * factor ** (attempt - 1), longestDelayMs);
        const delay = retryDelay({ delayMs, factor }, attempt, fraction);
        expect(Math.abs(delay - exact)).toBeLessThanOrEqual(exact * jitterShare + 1);
      },
    ),
  );
  expect(retryDelay({ delayMs: 1_000, factor: 2 }, 3, 0.5)).toBe(4_000);
});
