import { expect, test } from "vitest";
import { startOfDate } from "../../time/dates.ts";
import { dayMarks, strokesPath } from "./comparison-days.ts";

const hourMs = 3_600_000;

test("a day that the clock makes shorter moves those after it", () => {
  const from = startOfDate("2026-03-28", "Europe/Berlin");
  const until = startOfDate("2026-03-31", "Europe/Berlin");
  const marks = dayMarks(from, until, "Europe/Berlin", 10);
  expect(marks.map(({ date }) => date)).toEqual(["2026-03-28", "2026-03-29", "2026-03-30"]);
  expect((marks[2]?.atMs ?? 0) - (marks[1]?.atMs ?? 0)).toBe(23 * hourMs);
  expect(marks[1]?.place).toBeCloseTo(24 / 71);
});

test("many days are thinned out", () => {
  const marks = dayMarks(0, 90 * 24 * hourMs, "UTC", 9);
  expect(marks).toHaveLength(9);
  expect(marks[1]?.date).toBe("1970-01-11");
});

test("strokes stand at their share of the stretch, and one stroke stands for what cannot be told apart", () => {
  expect(strokesPath([0, 50, 75], 0, 100, 10)).toBe("M0 0V10M500 0V10M750 0V10");
  expect(strokesPath([50_000, 50_001, 100_000, -1], 0, 100_000, 4)).toBe("M500 0V4");
});
