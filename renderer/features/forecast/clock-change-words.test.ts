import { describe, expect, it } from "vitest";
import { clockChangesOf } from "./clock-change-words.ts";

const style = { clock: "24h", zone: "Europe/Berlin" } as const;
const spring = Date.parse("2027-03-28T01:00:00Z");

function change(timezone: string, minutes: number, atMs: number, eventCount = 0) {
  return { atMs, timezone, minutes, eventNames: [], eventCount };
}

describe("clockChangesOf", () => {
  it("says what a clock skips", () => {
    expect(clockChangesOf([change("Europe/Berlin", 60, spring)], style)).toEqual([
      {
        atMs: spring,
        flag: "Sun 28 Mar 02:00 → 03:00 Europe/Berlin",
        sentence: "The clock of Europe/Berlin goes forward: 02:00–03:00 does not exist that day.",
      },
    ]);
  });

  it("says what a clock shows twice, and half hours", () => {
    const [berlin] = clockChangesOf([change("Europe/Berlin", -60, Date.parse("2026-10-25T01:00:00Z"))], style);
    expect(berlin?.flag).toBe("Sun 25 Oct 03:00 → 02:00 Europe/Berlin");
    expect(berlin?.sentence).toContain("goes back: 02:00–03:00 comes twice that day");
    const [howe] = clockChangesOf([change("Australia/Lord_Howe", 30, Date.parse("2026-10-03T15:30:00Z"))], style);
    expect(howe?.flag).toBe("Sun 4 Oct 02:00 → 02:30 Australia/Lord Howe");
  });

  it("puts zones together that change at the same instant; the one with most events speaks", () => {
    const [both, ...others] = clockChangesOf(
      [change("Europe/Paris", 60, spring, 1), change("Europe/Athens", 60, spring, 4)],
      style,
    );
    expect(both?.flag).toBe("Sun 28 Mar 03:00 → 04:00 Europe/Athens and 1 more");
    expect(both?.sentence).toContain("03:00–04:00 does not exist that day. At the same moment also in Europe/Paris.");
    expect(others).toEqual([]);
  });

  it("names the events it touches", () => {
    const names = ["Backup", "Report", "Sync", "Vacuum"];
    const [only] = clockChangesOf([{ ...change("Europe/Berlin", 60, spring, 9), eventNames: names }], style);
    expect(only?.sentence).toContain("“Backup”, “Report”, “Sync”, 6 more would be due in it.");
  });
});
