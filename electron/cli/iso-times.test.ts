import fc from "fast-check";
import { expect, it } from "vitest";
import { createIsoWriter } from "./iso-times.ts";

it("writes instants as Date does, in any order", () => {
  const write = createIsoWriter();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2101, 0, 1) }), fc.nat(90_000_000), (instant, step) => {
      for (const own of [instant, instant + step, instant - (instant % 1000)]) {
        expect(write(own)).toBe(new Date(own).toISOString());
      }
    }),
  );
});
