import { describe, expect, it } from "vitest";
import { addMonths, monthDates, monthDays } from "./month-days.ts";

const zone = "Europe/Berlin";
const hourMs = 3_600_000;

function span(effect: "blackout" | "allow", from: string, until: string) {
  return { calendarId: 1, calendar: "Freeze", effect, fromMs: Date.parse(from), untilMs: Date.parse(until) };
}

/** The blocked hours of a day, counted from its first moment. */
function hours(days: ReturnType<typeof monthDays>, date: string): readonly (readonly [number, number])[] | undefined {
  const day = days.find((each) => each.date === date);
  return day?.blocked.map(({ fromMs, untilMs }) => [(fromMs - day.fromMs) / hourMs, (untilMs - day.fromMs) / hourMs]);
}

describe("monthDates", () => {
  it("is whole weeks from Monday on", () => {
    const dates = monthDates("2026-11");
    expect(dates[0]).toBe("2026-10-26");
    expect(dates.at(-1)).toBe("2026-12-06");
    expect(monthDates("2027-02")).toHaveLength(28);
  });

  it("moves over the end of a year", () => {
    expect(addMonths("2026-12", 1)).toBe("2027-01");
    expect(addMonths("2026-01", -1)).toBe("2025-12");
  });
});

describe("monthDays", () => {
  it("blocks what lies in blackouts, joined where they touch and cut at midnight", () => {
    const days = monthDays(
      "2026-11",
      zone,
      [
        span("blackout", "2026-11-03T21:00Z", "2026-11-04T05:00Z"),
        span("blackout", "2026-11-04T04:00Z", "2026-11-04T06:00Z"),
      ],
      false,
    );
    expect(hours(days, "2026-11-03")).toEqual([[22, 24]]);
    expect(hours(days, "2026-11-04")).toEqual([[0, 7]]);
    expect(hours(days, "2026-11-05")).toEqual([]);
  });

  it("blocks what lies outside of allowed times, and blackouts within them", () => {
    const days = monthDays(
      "2026-11",
      zone,
      [
        span("allow", "2026-11-03T07:00Z", "2026-11-03T19:00Z"),
        span("blackout", "2026-11-03T11:00Z", "2026-11-03T12:00Z"),
      ],
      true,
    );
    expect(hours(days, "2026-11-03")).toEqual([
      [0, 8],
      [12, 13],
      [20, 24],
    ]);
    expect(hours(days, "2026-11-05")).toEqual([[0, 24]]);
  });

  it("gives a day on which the clock goes forward 23 hours", () => {
    const days = monthDays("2027-03", zone, [span("blackout", "2027-03-27T23:00Z", "2027-03-28T22:00Z")], false);
    expect(hours(days, "2027-03-28")).toEqual([[0, 23]]);
    expect(hours(days, "2027-03-29")).toEqual([]);
  });
});
