import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPattern } from "./search-pattern.ts";

test("text is found as it stands, whatever it holds", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (text) => {
      const { expression } = checkPattern({ text, regex: false, matchCase: true });
      expect(expression?.exec(`before ${text} after`)?.[0]).toBe(text);
    }),
  );
});

test("case counts only on request", () => {
  expect(checkPattern({ text: "Disk", regex: false, matchCase: false }).expression?.test("a disk")).toBe(true);
  expect(checkPattern({ text: "Disk", regex: false, matchCase: true }).expression?.test("a disk")).toBe(false);
});

test("what is wrong with an expression is said in words", () => {
  expect(checkPattern({ text: "a(", regex: true, matchCase: false })).toEqual({
    expression: undefined,
    fault: "Not a regular expression: Unterminated group",
  });
  expect(checkPattern({ text: "", regex: true, matchCase: false })).toEqual({
    expression: undefined,
    fault: undefined,
  });
});
