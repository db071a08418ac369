import type { RunsEnd } from "../../shared/forecast.ts";
import { createSpanFinder } from "./blocked-spans.ts";
import { countDue } from "./due.ts";
import type { ForecastEvent } from "./forecast-question.ts";
import { nthDue } from "./forecast-starts.ts";

/** Calendars are laid out for so much time at once, milliseconds. */
const stretchMs = 400 * 86_400_000;
/** Nobody plans further ahead: as many stretches are looked at, about 55 years. */
const mostStretches = 50;

/**
 * Where an event makes the last run it may make, if it does so up to an instant. Goes on from what has been accounted
 * for, by what schedules and calendars say now, and pauses after each stretch of time.
 * @param untilMs epoch milliseconds
 */
export function* findRunsEnd(
  event: Pick<ForecastEvent, "compiled" | "calendars" | "serverIds" | "runsLeft" | "accountedUntilMs">,
  untilMs: number,
): Generator<void, RunsEnd | undefined, void> {
  const { compiled, accountedUntilMs } = event;
  let left = event.runsLeft;
  if (left === Infinity) return undefined;
  if (left <= 0) return { lastMs: undefined };
  let fromMs = accountedUntilMs + 1;
  for (let stretch = 0; stretch < mostStretches && fromMs <= untilMs; stretch++) {
    const endMs = Math.min(fromMs + stretchMs, untilMs + 1);
    for (const span of createSpanFinder(fromMs, endMs)(event)) {
      if (span.verdict?.block !== undefined) continue;
      const runs = countDue(compiled, span.fromMs - 1, span.untilMs - 1);
      if (runs >= left) return { lastMs: nthDue(event, span.fromMs - 1, span.untilMs - 1, left) };
      left -= runs;
    }
    fromMs = endMs;
    yield;
  }
  return undefined;
}
