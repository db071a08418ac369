import fc from "fast-check";
import { expect, test } from "vitest";
import { jitterOf } from "./jitter.ts";

test("jitter is within its bound and the same every time", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 1_000_000 }), (schedule, dueAt, bound) => {
      const jitter = jitterOf(schedule, dueAt, bound);
      expect(jitter).toBeGreaterThanOrEqual(0);
      expect(jitter).toBeLessThan(bound);
      expect(jitterOf(schedule, dueAt, bound)).toBe(jitter);
    }),
  );
  expect(jitterOf(1, 1, 0)).toBe(0);
});
