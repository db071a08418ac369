import fc from "fast-check";
import { expect, test } from "vitest";
import { clockAheadMs } from "./compare-clocks.ts";

const start = 1_700_000_000_000;

test("of clocks that agree no offset is told, whatever the moment within a second", () => {
  const moments = fc.tuple(fc.nat(1_000), fc.nat(5_000), fc.nat(5_000));
  fc.assert(
    fc.property(moments, ([fraction, until, after]) => {
      const askedAt = start + fraction;
      const told = Math.floor((askedAt + until) / 1_000);
      expect(clockAheadMs(told, { askedAt, answeredAt: askedAt + until + after })).toBe(0);
    }),
  );
});

test("an offset is told no further off than the exchange took, and a second", () => {
  const cases = fc.tuple(fc.nat(1_000), fc.nat(500), fc.nat(500), fc.integer({ min: -100_000, max: 100_000 }));
  fc.assert(
    fc.property(cases, ([fraction, until, after, aheadMs]) => {
      const askedAt = start + fraction;
      const told = Math.floor((askedAt + until + aheadMs) / 1_000);
      const measured = clockAheadMs(told, { askedAt, answeredAt: askedAt + until + after });
      expect(Math.abs(measured - aheadMs)).toBeLessThanOrEqual(until + after + 1_000);
    }),
  );
  expect(clockAheadMs(start / 1_000 + 90, { askedAt: start, answeredAt: start + 200 })).toBe(90_400);
});
