import { describe, expect, it } from "vitest";
import { isDate, periodOf, readForecastQuery, shifted } from "./forecast-query.ts";

const now = Date.parse("2026-11-21T15:05:00Z");
const hourMs = 3_600_000;

describe("readForecastQuery", () => {
  it("looks at the next day by event when the address says nothing, or nonsense", () => {
    const usual = { range: "day", by: "event", date: undefined, search: "", tag: undefined, view: "timeline" };
    expect(readForecastQuery(new URLSearchParams())).toEqual(usual);
    expect(readForecastQuery(new URLSearchParams("range=year&by=moon&date=2026-02-30&view=3d&tag="))).toEqual(usual);
  });

  it("takes what it says", () => {
    expect(
      readForecastQuery(new URLSearchParams("range=week&by=server&date=2027-03-28&q=backup&tag=nightly&view=list")),
    ).toEqual({ range: "week", by: "server", date: "2027-03-28", search: "backup", tag: "nightly", view: "list" });
  });
});

describe("isDate", () => {
  it("knows days that exist", () => {
    expect(isDate("2028-02-29")).toBe(true);
    for (const text of ["2027-02-29", "2026-13-01", "2026-1-1", "1969-12-31", "2101-01-01", ""]) {
      expect(isDate(text), text).toBe(false);
    }
  });
});

describe("periodOf", () => {
  it("is so many times 24 hours from now on", () => {
    expect(periodOf({ range: "week", date: undefined }, now, "Europe/Berlin")).toEqual({
      fromMs: now,
      untilMs: now + 7 * 24 * hourMs,
      ahead: true,
    });
  });

  it("is whole days of the reader's clock from a date on: 23 and 25 hours where the clock changes", () => {
    const spring = periodOf({ range: "day", date: "2027-03-28" }, now, "Europe/Berlin");
    expect(new Date(spring.fromMs).toISOString()).toBe("2027-03-27T23:00:00.000Z");
    expect((spring.untilMs - spring.fromMs) / hourMs).toBe(23);
    const autumn = periodOf({ range: "day", date: "2026-10-25" }, now, "Europe/Berlin");
    expect((autumn.untilMs - autumn.fromMs) / hourMs).toBe(25);
  });
});

describe("shifted", () => {
  it("moves by the range, from today when no date was chosen", () => {
    expect(shifted({ range: "day", date: undefined }, 1, now, "UTC")).toEqual({ date: "2026-11-22" });
    expect(shifted({ range: "week", date: "2027-01-03" }, -1, now, "UTC")).toEqual({ date: "2026-12-27" });
    expect(shifted({ range: "month", date: "2100-12-20" }, 1, now, "UTC")).toEqual({ date: "2100-12-20" });
  });
});
