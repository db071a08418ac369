import type { ForecastClockChange } from "../../shared/forecast.ts";
import { clockChangesOf, timesAtChange, type ClockChange } from "./clock-changes.ts";
import type { ForecastEvent } from "./forecast-question.ts";
import { parseCron } from "./parse-cron.ts";
import { findZone } from "./zone.ts";

const mostNames = 50;

/**
 * The clock changes in [fromMs, untilMs) of all zones whose clock an event follows, with the events they concern.
 * Intervals and single times follow no clock.
 */
export function forecastClockChanges(
  events: readonly ForecastEvent[],
  fromMs: number,
  untilMs: number,
): ForecastClockChange[] {
  const byZone = new Map<string, ForecastEvent[]>();
  for (const event of events) {
    if (event.compiled.schedule.kind !== "cron") continue;
    const zone = findZone(event.compiled.schedule.timezone).name;
    const known = byZone.get(zone);
    if (known === undefined) byZone.set(zone, [event]);
    else known.push(event);
  }
  const found: ForecastClockChange[] = [];
  for (const [timezone, following] of byZone) {
    for (const change of clockChangesOf(findZone(timezone), fromMs, untilMs)) {
      const concerned = concernedBy(change, following);
      found.push({
        atMs: change.atMs,
        timezone,
        minutes: change.minutes,
        eventNames: concerned.slice(0, mostNames).map(({ name }) => name),
        eventCount: concerned.length,
      });
    }
  }
  return found.sort((left, right) => left.atMs - right.atMs);
}

function concernedBy(change: ClockChange, events: readonly ForecastEvent[]): ForecastEvent[] {
  const known = new Map<string, boolean>();
  return events.filter(({ compiled }) => {
    const { schedule, startMs, endMs } = compiled;
    if (schedule.kind !== "cron" || change.atMs < startMs || change.atMs > endMs) return false;
    const concerned = known.get(schedule.cron) ?? isConcerned(change, schedule.cron);
    known.set(schedule.cron, concerned);
    return concerned;
  });
}

function isConcerned(change: ClockChange, cron: string): boolean {
  const { missing, repeated } = timesAtChange(parseCron(cron), change);
  return missing.count + repeated.count > 0;
}
