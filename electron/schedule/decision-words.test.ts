import { expect, test } from "vitest";
import { describeLateness, runsUsedUpWords } from "./decision-words.ts";

test("a lateness is told in two units", () => {
  expect(describeLateness(400)).toBe("less than 1 s");
  expect(describeLateness(3 * 3_600_000 + 20 * 60_000 + 5_000)).toBe("3 h 20 min");
});

test("a maximum of one is told as one", () => {
  expect(runsUsedUpWords(1)).toBe("the only run has been made");
  expect(runsUsedUpWords(7)).toBe("all 7 runs have been made");
});
