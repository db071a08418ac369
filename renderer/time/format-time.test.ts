import { describe, expect, it } from "vitest";
import { clockText, exactText, sameWallClock, shortText } from "./format-time.ts";

const instant = Date.UTC(2026, 10, 23, 1, 30, 0);
const berlin = { clock: "24h", zone: "Europe/Berlin" } as const;
const utc = { clock: "24h", zone: "UTC" } as const;

describe("exactText", () => {
  it("says everything, in the zone asked for", () => {
    expect(exactText(instant, berlin)).toBe("Mon, 23 Nov 2026, 02:30:00 CET");
    expect(exactText(instant, { clock: "12h", zone: "UTC" })).toBe("Mon, 23 Nov 2026, 01:30:00 am UTC");
  });
});

describe("shortText", () => {
  it("is the time alone on the same day, and that day is the zone's own", () => {
    const evening = Date.UTC(2026, 10, 22, 23, 30);
    expect(shortText(instant, evening, berlin)).toBe("02:30");
    expect(shortText(instant, evening, utc)).toBe("Mon 23 Nov 01:30");
  });

  it("names the year when it is far away", () => {
    expect(shortText(instant, Date.UTC(2025, 0, 1), utc)).toBe("23 Nov 2026 01:30");
  });

  it("shows seconds only when there are some", () => {
    expect(shortText(instant + 15_000, instant, utc)).toBe("01:30:15");
    expect(shortText(instant + 15, instant, utc)).toBe("01:30");
  });

  it("shows them beside others that have some", () => {
    expect(shortText(instant, instant, utc, true)).toBe("01:30:00");
  });
});

describe("clockText", () => {
  it("never writes midnight as 24", () => {
    expect(clockText(Date.UTC(2026, 0, 1), utc)).toBe("00:00");
  });
});

describe("sameWallClock", () => {
  it("compares what the clocks show at that instant", () => {
    const winter = Date.UTC(2026, 0, 15);
    const summer = Date.UTC(2026, 6, 15);
    expect(sameWallClock(winter, "Europe/London", "UTC")).toBe(true);
    expect(sameWallClock(summer, "Europe/London", "UTC")).toBe(false);
    expect(sameWallClock(summer, "Europe/Berlin", "Europe/Paris")).toBe(true);
  });

  it("takes an unknown zone for another one", () => {
    expect(sameWallClock(instant, "Mars/Olympus", "UTC")).toBe(false);
  });
});
