import { expect, test } from "vitest";
import { addDays, dateAt, startOfDate } from "./dates.ts";

test("a date is that of a zone's calendar", () => {
  const late = Date.UTC(2026, 10, 23, 23, 30);
  expect(dateAt(late, "UTC")).toBe("2026-11-23");
  expect(dateAt(late, "Europe/Berlin")).toBe("2026-11-24");
});

test("a date begins at its first moment, where the clock leaves midnight out with the first after the gap", () => {
  expect(startOfDate("2026-11-24", "Europe/Berlin")).toBe(Date.UTC(2026, 10, 23, 23));
  expect(startOfDate("2026-03-27", "Asia/Gaza")).toBe(Date.UTC(2026, 2, 26, 22));
  expect(startOfDate("2026-03-08", "America/Havana")).toBe(Date.UTC(2026, 2, 8, 5));
});

test("what is no date, and what is no zone, has no beginning", () => {
  expect(() => startOfDate("24 November", "UTC")).toThrow(RangeError);
  expect(() => startOfDate("2026-11-24", "Mars/Olympus")).toThrow(RangeError);
});

test("going by days crosses months and years", () => {
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
});
