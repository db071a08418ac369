import { describe, expect, it } from "vitest";
import type { Forecast } from "../../bridge/views.ts";
import { answerOf } from "./forecast-answer.ts";
import { quietForecast } from "./quiet-forecast.ts";

const now = Date.parse("2026-11-21T15:00:00Z");
const dayMs = 86_400_000;
const style = { clock: "24h", zone: "UTC" } as const;
const ahead = { fromMs: now, untilMs: now + dayMs, ahead: true };
const calm: Forecast = {
  fromMs: now,
  untilMs: now + dayMs,
  bucketMs: 900_000,
  ...quietForecast,
};

function lineOf(forecast: Partial<Forecast>, period = ahead, range: "day" | "week" = "day"): string {
  const { lead, remarks } = answerOf({ ...calm, ...forecast }, period, range, now, style);
  return [lead, ...remarks.map(({ text }) => text)].join(" · ");
}

describe("answerOf", () => {
  it("says that nothing starts", () => {
    expect(lineOf({})).toBe("Nothing starts in the next 24 hours");
  });

  it("says how much, when most, and what deserves a look", () => {
    const line = lineOf({
      total: 1_214,
      load: { starts: [], busiest: [{ atMs: Date.parse("2026-11-22T02:00:00Z"), starts: 9, names: [] }] },
      collisionCount: 3,
      blockedTotal: 12,
      clockChanges: ["Europe/Berlin", "Europe/Paris"].map((timezone) => ({
        atMs: Date.parse("2026-11-22T01:00:00Z"),
        timezone,
        minutes: 60,
        eventNames: [],
        eventCount: 1,
      })),
    });
    expect(line).toBe(
      "1,214 starts in the next 24 hours · busiest Sun 22 Nov 02:00 with 9 · 3 collisions · 12 held back by calendars · clock change Sun 22 Nov",
    );
  });

  it("does not call a single start busy", () => {
    expect(lineOf({ total: 1, load: { starts: [], busiest: [{ atMs: now, starts: 1, names: [] }] } })).toBe(
      "1 start in the next 24 hours",
    );
  });

  it("names the days when it does not begin now", () => {
    const period = { fromMs: Date.parse("2027-03-26T00:00Z"), untilMs: Date.parse("2027-04-02T00:00Z"), ahead: false };
    expect(lineOf({ total: 2 }, period, "week")).toBe("2 starts from Fri 26 Mar to Thu 1 Apr, 2027");
    expect(lineOf({ total: 2 }, { ...period, untilMs: period.fromMs + dayMs })).toBe("2 starts on Fri 26 Mar 2027");
  });
});
