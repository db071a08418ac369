import { describe, expect, it } from "vitest";
import { axisTicks, clampedX, labelledTicks, xOf } from "./time-scale.ts";

const fromMs = Date.parse("2027-03-27T23:00:00Z");
const hourMs = 3_600_000;
const day = { fromMs, untilMs: fromMs + 23 * hourMs, width: 920 };
const berlin = { clock: "24h", zone: "Europe/Berlin" } as const;

describe("a time scale", () => {
  it("places instants, never outside where that is asked", () => {
    expect(xOf(day, fromMs)).toBe(0);
    expect(xOf(day, fromMs + hourMs)).toBe(40);
    expect(clampedX(day, fromMs - hourMs)).toBe(0);
    expect(clampedX(day, day.untilMs + hourMs)).toBe(920);
  });
});

describe("axisTicks", () => {
  it("shows the hours of the zone's clock, without the one that does not exist", () => {
    const ticks = axisTicks({ ...day, width: 23 * 60 }, berlin);
    expect(ticks[0]).toMatchObject({ atMs: fromMs, label: "Sun 28 Mar", isDay: true });
    expect(ticks.map(({ label }) => label).slice(1, 4)).toEqual(["01:00", "03:00", "04:00"]);
    expect(ticks.at(-1)?.label).toBe("23:00");
  });

  it("shows fewer of them where there is less room, then days only", () => {
    expect(axisTicks({ ...day, width: 500 }, berlin).map(({ label }) => label)).toEqual([
      "Sun 28 Mar",
      "03:00",
      "06:00",
      "09:00",
      "12:00",
      "15:00",
      "18:00",
      "21:00",
    ]);
    const month = axisTicks({ fromMs, untilMs: fromMs + 30 * 24 * hourMs, width: 900 }, berlin);
    expect(month.every(({ isDay }) => isDay)).toBe(true);
    expect(month.length).toBeLessThan(12);
  });

  it("has nothing to show on no room at all", () => {
    expect(axisTicks({ ...day, width: 0 }, berlin)).toEqual([]);
  });
});

describe("labelledTicks", () => {
  it("lets a day's name go before the hours it would cover, and ends where the room ends", () => {
    const scale = { fromMs, untilMs: fromMs + 24 * hourMs, width: 24 * 32 };
    const ticks = axisTicks(scale, { clock: "24h", zone: "UTC" });
    const shown = labelledTicks(ticks, scale).map(({ label }) => label);
    expect(ticks.map(({ label }) => label)).toContain("02:00");
    expect(shown).toContain("Sun 28 Mar");
    expect(shown).not.toContain("02:00");
    expect(shown).toContain("04:00");
    expect(shown).not.toContain("23:00");
  });
});
