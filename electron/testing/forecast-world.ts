import type { CalendarWindow } from "../../shared/calendar.ts";
import type { Forecast } from "../../shared/forecast.ts";
import { compileCalendar, type CompiledCalendar } from "../schedule/calendar-rules.ts";
import { compileSchedule, type Schedule } from "../schedule/due.ts";
import { forecastSteps } from "../schedule/forecast.ts";
import { usualLimits, type ForecastEvent, type ForecastQuestion } from "../schedule/forecast-question.ts";

/** The moment forecasts of tests begin at: a Monday noon in March, UTC. */
export const forecastStart = Date.UTC(2026, 2, 2, 12);
const dayMs = 86_400_000;

export const cronSchedule = (cron: string, timezone = "UTC"): Schedule => ({ kind: "cron", cron, timezone });

let lastId = 0;
/** An active event; on this computer unless the changes name servers. */
export function forecastEvent(name: string, schedule: Schedule, changes: Partial<ForecastEvent> = {}): ForecastEvent {
  return {
    id: ++lastId,
    name,
    compiled: compileSchedule(schedule),
    timezone: schedule.kind === "cron" ? schedule.timezone : "UTC",
    serverIds: [],
    isLocal: changes.serverIds === undefined,
    calendars: undefined,
    overlap: "skip",
    runsLeft: Infinity,
    accountedUntilMs: forecastStart - 1,
    usualDurationMs: undefined,
    ...changes,
  };
}

/** Everything a generator does at once. */
export function finish<Result>(steps: Generator<void, Result, void>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The forecast of the first day, by event, unless the changes say otherwise. Servers 1 and 2 are web-1 and web-2. */
export function forecastOf(events: readonly ForecastEvent[], changes: Partial<ForecastQuestion> = {}): Forecast {
  const serverNames = new Map([
    [1, "web-1"],
    [2, "web-2"],
  ]);
  return finish(
    forecastSteps({
      fromMs: forecastStart,
      untilMs: forecastStart + dayMs,
      by: "event",
      events,
      others: [],
      serverNames,
      limits: usualLimits,
      ...changes,
    }),
  );
}

export function calendarOf(name: string, ...windows: readonly CalendarWindow[]): CompiledCalendar {
  return compileCalendar({ id: 1, name, timezone: "UTC", windows });
}

/** Every night from 22:00 to 04:00, UTC. */
export const nightlyBlackout: Extract<CalendarWindow, { kind: "weekly" }> = {
  kind: "weekly",
  effect: "blackout",
  days: [1, 2, 3, 4, 5, 6, 7],
  from: "22:00",
  until: "04:00",
};
