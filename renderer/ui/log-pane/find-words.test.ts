import { expect, test } from "vitest";
import { foundWords } from "./find-words.ts";

const pattern = { text: "needle", regex: false, matchCase: false };
const still = { pattern, index: -1, stepping: false, wrapped: false };
const progress = { pattern, total: 3, read: 500, size: 1_000, ended: false };

test("says how a search in a log stands", () => {
  expect(foundWords({ ...still, pattern: { ...pattern, text: "" }, progress: undefined })).toBe("");
  expect(foundWords({ ...still, stepping: true, progress: undefined })).toBe("Looking…");
  expect(foundWords({ ...still, progress })).toBe("3 found, 50 % searched");
  expect(foundWords({ ...still, index: 1, progress })).toBe("2 of 3, 50 % searched");
  expect(foundWords({ ...still, index: 1, progress: { ...progress, ended: true } })).toBe("2 of 3");
  expect(foundWords({ ...still, index: 0, wrapped: true, progress: { ...progress, ended: true } })).toBe(
    "1 of 3, went round",
  );
  // One that is too far on to be among those that were told.
  expect(foundWords({ ...still, progress: { ...progress, total: 12_345, ended: true } })).toBe("12,345 found");
  expect(foundWords({ ...still, progress: { ...progress, total: 0 } })).toBe("None so far, 50 % searched");
  expect(foundWords({ ...still, progress: { ...progress, total: 0, ended: true } })).toBe("Not found");
});
