import { expect, it } from "vitest";
import fc from "fast-check";
import { didYouMean, editDistance, nearest } from "./nearest.ts";

it.each([
  ["", "", 0],
  ["kitten", "sitting", 3],
  ["wbe-1", "web-1", 1],
  ["retires", "retries", 1],
  ["abc", "", 3],
])("counts the edits between %j and %j", (left, right, distance) => {
  expect(editDistance(left, right)).toBe(distance);
});

it("is the same both ways, none for the same text, and never more than the longer text", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (left, right) => {
      expect(editDistance(left, right)).toBe(editDistance(right, left));
      expect(editDistance(left, right) === 0).toBe(left === right);
      expect(editDistance(left, right)).toBeLessThanOrEqual(Math.max(left.length, right.length));
    }),
  );
});

it("names what is alike, best first, and nothing that is not", () => {
  const known = ["nightly-backup", "nightly-report", "deploy"];
  expect(nearest("nihgtly-backup", known)).toEqual(["nightly-backup"]);
  expect(nearest("NIGHTLY", known)).toEqual(["nightly-backup", "nightly-report"]);
  expect(nearest("something", known)).toEqual([]);
  expect(didYouMean("deplyo", known)).toBe("Did you mean deploy?");
  expect(didYouMean("x", known)).toBeUndefined();
});
