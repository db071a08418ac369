import { expect, it } from "vitest";
import { closeQuestion } from "./close-question.ts";

it("asks before what runs is ended, and where it is not known whether something does", () => {
  const sentence = (programs: readonly string[] | undefined) => closeQuestion("web-1", programs)?.consequences[0];
  expect(closeQuestion("web-1", [])).toBeUndefined();
  expect(sentence(["vim"])).toBe("`vim` runs in it and is ended with its shell.");
  expect(sentence(["make", "cc1"])).toBe("`make` and `cc1` run in it and are ended with its shell.");
  expect(sentence(["a", "b", "c", "d", "e"])).toBe("`a`, `b`, `c` and 2 more run in it and are ended with its shell.");
  expect(sentence(undefined)).toBe("Whether something runs in it cannot be told; if so, it is ended.");
});
