import type { Forecast, ForecastCollision } from "../../shared/forecast.ts";
import type { WindowSpan } from "../../shared/calendar.ts";
import { createSpanFinder, type SpanFinder } from "./blocked-spans.ts";
import { createBusyMinutes } from "./busiest-minutes.ts";
import { windowSpans, type CompiledCalendar } from "./calendar-rules.ts";
import { mostCollisions } from "./collision-limits.ts";
import { countDue } from "./due.ts";
import { forecastClockChanges } from "./forecast-clock-changes.ts";
import {
  chooseBuckets,
  placesOf,
  type Buckets,
  type ForecastEvent,
  type ForecastQuestion,
} from "./forecast-question.ts";
import { makeRows } from "./forecast-rows.ts";
import { countStarts, examineStarts, runsLeftAfter, type EventStarts } from "./forecast-starts.ts";
import { minuteGroups } from "./minute-groups.ts";
import { createSameMinute } from "./same-minute.ts";
import { findStillRunning } from "./still-running.ts";

/** Windows listed in a forecast, and names of events that were only counted. */
const mostWindows = 500;
const mostDenseNamed = 20;
/** Names of events with nothing due that an answer lists. */
const mostQuietNamed = 10;
/** Minutes looked at between two pauses. */
const minutesPerStep = 1_000;

/**
 * What would start in a time if nothing were changed: by the functions that schedule. Pauses after each small step, so
 * that whoever asks may let others have their turn.
 */
export function* forecastSteps(question: ForecastQuestion): Generator<void, Forecast, void> {
  const { fromMs, untilMs, events, serverNames } = question;
  const buckets = chooseBuckets(fromMs, untilMs);
  const starts = yield* findStarts(question, buckets);
  const asked = starts.slice(0, events.length);
  const load = new Array<number>(buckets.count).fill(0);
  for (const { started } of asked) {
    for (const [bucket, times] of started.counts.entries()) load[bucket] = (load[bucket] ?? 0) + times;
  }
  yield;

  const busy = createBusyMinutes(starts, events.length);
  const sameMinute = createSameMinute(starts, events.length, serverNames);
  let minutes = 0;
  for (const group of minuteGroups(starts)) {
    busy.add(group);
    sameMinute.add(group);
    if (++minutes % minutesPerStep === 0) yield;
  }
  const stillRunning = asked.flatMap((own) => findStillRunning(own) ?? []);
  yield;

  const rows = yield* makeRows(question, buckets, asked);
  const quiet = asked.filter(({ started, blocked }) => started.count + blocked.count === 0);
  const dense = asked.filter((own) => own.dense && own.started.count + own.blocked.count > 0);
  return {
    fromMs,
    untilMs,
    bucketMs: buckets.bucketMs,
    rows,
    quietCount: quiet.length,
    quietNames: quiet.slice(0, mostQuietNamed).map(({ event }) => event.name),
    load: { starts: load, busiest: busy.fullest },
    collisions: chooseCollisions(sameMinute.largest(mostCollisions), stillRunning),
    collisionCount: sameMinute.count + stillRunning.length,
    clockChanges: forecastClockChanges(events, fromMs, untilMs),
    windows: listWindows(events, fromMs, untilMs),
    total: asked.reduce((sum, { started }) => sum + started.count, 0),
    blockedTotal: asked.reduce((sum, { blocked }) => sum + blocked.count, 0),
    truncated: dense.length > 0 || !sameMinute.complete,
    dense: dense.slice(0, mostDenseNamed).map(({ event }) => event.name),
  };
}

/** The starts of all events, those asked about first, each in the order given. */
function* findStarts(question: ForecastQuestion, buckets: Buckets): Generator<void, EventStarts[], void> {
  const { fromMs, untilMs, events, limits } = question;
  const places = new Set(events.flatMap(placesOf));
  const others = question.others.filter((event) => placesOf(event).some((place) => places.has(place)));
  const runsLeftOf = createRunCounter(fromMs);
  const plans: { readonly event: ForecastEvent; readonly runsLeft: number; readonly due: number; examine: boolean }[] =
    [];
  for (const event of [...events, ...others]) {
    const runsLeft = runsLeftOf(event);
    const due = countDue(event.compiled, fromMs - 1, untilMs - 1);
    const isLimited = event.calendars === undefined && event.accountedUntilMs < fromMs;
    plans.push({ event, runsLeft, due: isLimited ? Math.min(due, Math.max(runsLeft, 0)) : due, examine: false });
    yield;
  }
  let room = limits.examined;
  const inOrder = [plans.slice(0, events.length), plans.slice(events.length)];
  for (const plan of inOrder.flatMap((part) => part.sort((left, right) => left.due - right.due))) {
    plan.examine = plan.due <= room;
    if (plan.examine) room -= plan.due;
  }
  const spansOf = createSpanFinder(fromMs, untilMs);
  const starts: EventStarts[] = [];
  for (const { event, runsLeft, examine } of plans) {
    starts.push(
      examine ? yield* examineStarts(event, buckets, runsLeft) : countStarts(event, buckets, runsLeft, spansOf(event)),
    );
    yield;
  }
  return starts;
}

/** Runs that events may still make at a moment, after those they make until then. */
function createRunCounter(fromMs: number): (event: ForecastEvent) => number {
  const finders = new Map<number, SpanFinder>();
  return (event) => {
    const accounted = event.accountedUntilMs + 1;
    if (event.runsLeft === Infinity || accounted >= fromMs) return event.runsLeft;
    const spansOf = finders.get(accounted) ?? createSpanFinder(accounted, fromMs);
    finders.set(accounted, spansOf);
    return runsLeftAfter(event, spansOf(event));
  };
}

/** In order of their first time; when there are too many, those of most events and most often. */
function chooseCollisions(
  sameMinute: readonly ForecastCollision[],
  stillRunning: readonly ForecastCollision[],
): ForecastCollision[] {
  return [...sameMinute, ...stillRunning]
    .sort((left, right) => right.eventCount - left.eventCount || right.times - left.times)
    .slice(0, mostCollisions)
    .sort((left, right) => left.atMs - right.atMs);
}

/** When the calendars that hold for any of the events are open. */
function listWindows(events: readonly ForecastEvent[], fromMs: number, untilMs: number): WindowSpan[] {
  const calendars = new Set<CompiledCalendar>();
  for (const { calendars: holding } of events) {
    for (const calendar of holding?.whole ?? []) calendars.add(calendar);
    for (const calendar of [...(holding?.byServer.values() ?? [])].flat()) calendars.add(calendar);
  }
  return [...calendars]
    .flatMap((calendar) => windowSpans(calendar, fromMs, untilMs, mostWindows))
    .sort((left, right) => left.fromMs - right.fromMs)
    .slice(0, mostWindows);
}
