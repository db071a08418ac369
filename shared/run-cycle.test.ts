import fc from "fast-check";
import { expect, it } from "vitest";
import { findRunCycle } from "./run-cycle.ts";

const link = (text: string) => {
  const [from = "", to = ""] = text.split(">");
  return { from, to };
};

it.each([
  [[], undefined],
  [["a>b", "b>c", "a>c"], undefined],
  [["a>a"], ["a", "a"]],
  [
    ["a>b", "b>a"],
    ["a", "b", "a"],
  ],
  [
    ["x>a", "a>b", "b>c", "c>a"],
    ["a", "b", "c", "a"],
  ],
  [
    ["a>b", "a>c", "c>d", "b>d", "d>b"],
    ["b", "d", "b"],
  ],
])("in %j it finds %j", (links, expected) => {
  expect(findRunCycle(links.map(link))).toEqual(expected);
});

it("finds a circle exactly where following the links for long enough never ends", () => {
  const links = fc.array(fc.record({ from: fc.nat(7), to: fc.nat(7) }), { maxLength: 14 });
  fc.assert(
    fc.property(links, (given) => {
      const cycle = findRunCycle(given);
      let reached = new Set(given.map(({ from }) => from));
      for (let step = 0; step < 9; step++) {
        reached = new Set(given.filter(({ from }) => reached.has(from)).map(({ to }) => to));
      }
      expect(cycle !== undefined).toBe(reached.size > 0);
      if (cycle === undefined) return;
      expect(cycle[0]).toBe(cycle.at(-1));
      for (const [index, from] of cycle.slice(0, -1).entries()) {
        expect(given).toContainEqual({ from, to: cycle[index + 1] });
      }
    }),
    { numRuns: 1_000 },
  );
});
