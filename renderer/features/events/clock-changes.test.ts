import { expect, test } from "vitest";
import { clockChange } from "./clock-changes.ts";

const berlin = "Europe/Berlin";

test("an ordinary day has nothing to tell", () => {
  expect(clockChange(Date.UTC(2026, 10, 23, 1, 30), Date.UTC(2026, 10, 24, 1, 30), berlin)).toBeUndefined();
  expect(clockChange(Date.UTC(2026, 2, 28, 1), Date.UTC(2026, 2, 29, 1), "UTC")).toBeUndefined();
});

test("an instant at the gap says that the times in between do not exist", () => {
  // 02:30 on 29 March 2026 does not exist in Berlin; its schedule fires at 03:00 summer time, 01:00 UTC.
  expect(clockChange(Date.UTC(2026, 2, 28, 1, 30), Date.UTC(2026, 2, 29, 1, 0), berlin)).toBe(
    "the clock goes forward here (02:00 → 03:00); times in between do not exist",
  );
});

test("the first instant after a change names the change", () => {
  expect(clockChange(Date.UTC(2026, 2, 28, 8), Date.UTC(2026, 2, 29, 7), berlin)).toBe(
    "the clock went forward before this (2026-03-29, 02:00 → 03:00)",
  );
  expect(clockChange(Date.UTC(2026, 9, 24, 7), Date.UTC(2026, 9, 25, 8), berlin)).toBe(
    "the clock went back before this (2026-10-25, 03:00 → 02:00)",
  );
});

test("a time that comes twice says which of the two it is", () => {
  const first = Date.UTC(2026, 9, 25, 0, 30);
  expect(clockChange(first - 86_400_000, first, berlin)).toContain("this is the first");
  expect(clockChange(first + 3_000_000, first + 3_600_000, berlin)).toContain("this is the second");
});
