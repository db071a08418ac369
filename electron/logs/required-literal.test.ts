import fc from "fast-check";
import { expect, test } from "vitest";
import { requiredLiteral } from "./required-literal.ts";

test.each([
  ["error: \\d+", "error: "],
  ["abc?def", "def"],
  ["abc+", "abc"],
  ["abc|def", undefined],
  ["(abc|def)ghi", "ghi"],
  ["[abc]", undefined],
  ["\\x41bcde", "bcde"],
  ["\\.log\\[1\\]", ".log[1]"],
  ["abcd{2}e", "abc"],
  ["(?!not)seen", "seen"],
  ["a\\(b\\)c", "a(b)c"],
  ["\\p{Letter}xyz", "xyz"],
])("%s requires %s", (source, expected) => {
  expect(requiredLiteral(source, false)).toBe(expected);
});

test("letters with more than two forms are not relied on when case does not matter", () => {
  expect(requiredLiteral("backdrop", true)).toBe("drop");
});

/** Expressions put together from parts, and a text each matches. */
const part = fc.constantFrom(
  ["abc", "abc"],
  ["\\d+", "12"],
  ["x?", ""],
  ["y*", "yy"],
  ["(?:foo|bar)", "bar"],
  ["[^q]", "z"],
  ["\\w{2}", "ok"],
  ["error", "error"],
  ["e{0,2}", ""],
  ["\\u0041", "A"],
  [".", "é"],
);

test("whatever an expression matches holds the text it requires", () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
      const source = parts.map(([piece]) => piece).join("");
      const text = parts.map(([, piece]) => piece).join("");
      fc.pre(new RegExp(`^(?:${source})$`, "u").test(text));
      expect(text).toContain(requiredLiteral(source, false) ?? "");
    }),
  );
});
