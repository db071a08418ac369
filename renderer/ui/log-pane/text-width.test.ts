import fc from "fast-check";
import { expect, test } from "vitest";
import { breakText } from "./text-width.ts";

function rows(text: string, columns: number): string[] {
  const starts = breakText(text, columns);
  return starts.map((start, index) => text.slice(start, starts[index + 1]));
}

test("rows are as long as there are columns, and characters of two columns are not cut", () => {
  expect(rows("abcdefgh", 3)).toEqual(["abc", "def", "gh"]);
  expect(rows("abc", 3)).toEqual(["abc"]);
  expect(rows("", 3)).toEqual([""]);
  expect(rows("漢字漢字", 5)).toEqual(["漢字", "漢字"]);
  expect(rows("🙂🙂a", 4)).toEqual(["🙂🙂", "a"]);
  expect(rows("••••", 2)).toEqual(["••", "••"]);
  expect(rows("e\u0301e\u0301e", 2)).toEqual(["e\u0301e\u0301", "e"]);
});

test("nothing is lost, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 2, max: 30 }), (text, columns) => {
      expect(rows(text, columns).join("")).toBe(text);
    }),
  );
});
