import { expect, test } from "vitest";
import { findErrorRow } from "./first-error.ts";

const lines = (...texts: string[]) => texts.map((text) => ({ text, wrapped: false }));

test("finds the first line that tells of a failure", () => {
  expect(findErrorRow(lines("start", "step 1", "ERROR: disk full", "error again"))).toBe(2);
  expect(findErrorRow(lines("ok", "Traceback (most recent call last):"))).toBe(1);
  expect(findErrorRow(lines("ok", "ValueError: bad"))).toBe(1);
  expect(findErrorRow(lines("ok", "java.lang.NullPointerException"))).toBe(1);
  expect(findErrorRow(lines("fatal: not a git repository"))).toBe(0);
});

test("does not take counts and names for failures", () => {
  expect(findErrorRow(lines("0 errors", "errorless", "exceptionally good", "fatality"))).toBeUndefined();
  expect(findErrorRow([])).toBeUndefined();
});

test("reads a line that takes several rows as one, and gives its first row", () => {
  const rows = [
    { text: "first", wrapped: false },
    { text: "a long line that ends in fa", wrapped: false },
    { text: "tal news", wrapped: true },
  ];
  expect(findErrorRow(rows)).toBe(1);
});
