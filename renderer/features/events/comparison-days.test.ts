import { expect, test } from "vitest";
import { dateAt, dayMarks, laterDate, startOfDate, strokesPath } from "./comparison-days.ts";

const hourMs = 3_600_000;

test("a date is that of the schedule's zone", () => {
  const late = Date.UTC(2026, 10, 23, 23, 30);
  expect(dateAt(late, "UTC")).toBe("2026-11-23");
  expect(dateAt(late, "Europe/Berlin")).toBe("2026-11-24");
  expect(startOfDate("2026-11-24", "Europe/Berlin")).toBe(Date.UTC(2026, 10, 23, 23));
  expect(startOfDate("24 November", "UTC")).toBeUndefined();
});

test("going by days crosses months and years", () => {
  expect(laterDate("2026-12-31", 1)).toBe("2027-01-01");
  expect(laterDate("2028-03-01", -1)).toBe("2028-02-29");
});

test("a day that the clock makes shorter moves those after it", () => {
  const from = startOfDate("2026-03-28", "Europe/Berlin") ?? 0;
  const until = startOfDate("2026-03-31", "Europe/Berlin") ?? 0;
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
