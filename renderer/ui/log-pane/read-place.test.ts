import { expect, test } from "vitest";
import { readPlace } from "./read-place.ts";

test.each([
  ["1200", { line: 1_200 }],
  [" 1,200 ", { line: 1_200 }],
  ["50%", { at: 500 }],
  ["150%", { at: 1_000 }],
  ["@12", { at: 12 }],
  ["@5000", { at: 1_000 }],
  ["0", undefined],
  ["-3", undefined],
  ["line 3", undefined],
  ["", undefined],
])("%j", (text, place) => expect(readPlace(text, 1_000)).toEqual(place));
