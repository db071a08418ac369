import { describe, expect, it } from "vitest";
import type { ForecastRow } from "../../bridge/views.ts";
import { quietForecast } from "./quiet-forecast.ts";
import { barStops, isCrowded, nextStop, rowStops, stopNear } from "./stops.ts";

const minuteMs = 60_000;
const frame = { fromMs: 0, untilMs: 100 * minuteMs, bucketMs: 30 * minuteMs };
const forecast = {
  ...frame,
  ...quietForecast,
};

function row(minutes: readonly number[], more: Partial<ForecastRow> = {}): ForecastRow {
  return {
    key: "event:1",
    name: "Backup",
    eventId: 1,
    count: minutes.length,
    instants: minutes.map((minute) => ({ atMs: minute * minuteMs, eventId: 1, eventName: "Backup" })),
    counts: [1, 0, 1, 0],
    blocked: [],
    blockedCount: 0,
    truncated: false,
    ...more,
  };
}

describe("rowStops", () => {
  it("stops at each start and at what is held back, in order", () => {
    const held = { atMs: 20 * minuteMs, eventName: "Backup", calendar: "Freeze" };
    const stops = rowStops(row([10, 40], { blocked: [held], blockedCount: 1 }), forecast, 800);
    expect(stops.map(({ kind, atMs }) => [kind, atMs / minuteMs])).toEqual([
      ["start", 10],
      ["blocked", 20],
      ["start", 40],
    ]);
  });

  it("stops at bars where starts cannot be told apart, or are only counted", () => {
    const bars = [
      { kind: "starts", atMs: 0, untilMs: 30 * minuteMs, count: 1 },
      { kind: "starts", atMs: 60 * minuteMs, untilMs: 90 * minuteMs, count: 1 },
    ];
    expect(isCrowded(row([10, 40]), 9)).toBe(true);
    expect(rowStops(row([10, 40]), forecast, 9)).toEqual(bars);
    expect(rowStops(row([], { count: 2 }), forecast, 800)).toEqual(bars);
    expect(isCrowded(row([10, 40]), 800)).toBe(false);
  });

  it("ends the last bar where the time ends", () => {
    expect(barStops([0, 0, 0, 7], frame)).toEqual([
      { kind: "starts", atMs: 90 * minuteMs, untilMs: 100 * minuteMs, count: 7 },
    ]);
  });
});

describe("nextStop", () => {
  const stops = [{ atMs: 10 }, { atMs: 20 }, { atMs: 30 }];

  it("begins at what comes next, or at what was last", () => {
    expect(nextStop(stops, undefined, 1, 15)).toBe(1);
    expect(nextStop(stops, undefined, -1, 15)).toBe(0);
    expect(nextStop(stops, undefined, 1, 99)).toBe(2);
    expect(nextStop([], undefined, 1, 0)).toBeUndefined();
  });

  it("goes on one by one and stays at the ends", () => {
    expect(nextStop(stops, 1, 1, 0)).toBe(2);
    expect(nextStop(stops, 2, 1, 0)).toBe(2);
    expect(nextStop(stops, 0, -1, 0)).toBe(0);
  });
});

describe("stopNear", () => {
  const stops = rowStops(row([10, 40]), forecast, 800);
  const place = ({ atMs }: { readonly atMs: number }) => [atMs / minuteMs, atMs / minuteMs] as const;

  it("finds the nearest within reach, and none beyond it", () => {
    expect(stopNear(stops, 14, place, 7)).toBe(0);
    expect(stopNear(stops, 36, place, 7)).toBe(1);
    expect(stopNear(stops, 25, place, 7)).toBeUndefined();
  });
});
