import fc from "fast-check";
import { expect, test } from "vitest";
import { instantOfWall, offsetMs, wallText } from "./wall-clock.ts";

const berlin = "Europe/Berlin";

test("writes an instant as the zone's wall clock shows it", () => {
  expect(wallText(Date.UTC(2026, 10, 24, 1, 30), berlin)).toBe("2026-11-24T02:30:00");
  expect(offsetMs(Date.UTC(2026, 6, 1), berlin)).toBe(7_200_000);
  expect(offsetMs(Date.UTC(2026, 6, 1), "Asia/Kathmandu")).toBe(20_700_000);
});

test("a time that comes twice names the first of the two", () => {
  expect(instantOfWall("2026-10-25T02:30", berlin)).toEqual({ at: Date.UTC(2026, 9, 25, 0, 30), comes: "twice" });
});

test("a time in the gap never comes and is counted with the clock as it was before", () => {
  expect(instantOfWall("2026-03-29T02:30", berlin)).toEqual({ at: Date.UTC(2026, 2, 29, 1, 30), comes: "never" });
});

test("text that is no date and time names nothing", () => {
  for (const text of ["", "2026-11-24", "tomorrow", "2026-13-40T02:30", "2026-11-24T25:00"]) {
    expect(instantOfWall(text, berlin)).toBeUndefined();
  }
});

test("reading back what was written gives the same instant, or the earlier of two that look alike", () => {
  const zones = fc.constantFrom(berlin, "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu");
  const seconds = fc.integer({ min: Date.UTC(1980, 0) / 1_000, max: Date.UTC(2090, 0) / 1_000 });
  fc.assert(
    fc.property(seconds, zones, (second, zone) => {
      const at = second * 1_000;
      const named = instantOfWall(wallText(at, zone), zone);
      expect(named?.comes).not.toBe("never");
      if (named?.comes === "once") expect(named.at).toBe(at);
      else expect(wallText(named?.at ?? 0, zone)).toBe(wallText(at, zone));
    }),
  );
});
