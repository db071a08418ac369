import { eachDue, nextDue } from "./due.ts";
import type { ForecastEvent } from "./forecast-question.ts";
import { judgeStart } from "./holding-calendars.ts";

const minuteMs = 60_000;

/** The first `limit` minutes in which a schedule starts something, by their beginning; ascending. Epoch milliseconds. */
function startMinutes(
  starts: Pick<ForecastEvent, "compiled" | "calendars" | "serverIds">,
  fromMs: number,
  untilMs: number,
  limit: number,
): readonly number[] {
  const minutes: number[] = [];
  for (const due of eachDue(starts.compiled, fromMs - 1, untilMs - 1)) {
    const minute = floorMinute(due);
    if (minutes.at(-1) === minute || isBlocked(starts, due)) continue;
    minutes.push(minute);
    if (minutes.length === limit) break;
  }
  return minutes;
}

/** Those of the minutes in which another event starts, too. */
function sharedMinutes(minutes: readonly number[], other: ForecastEvent): readonly number[] {
  const shared: number[] = [];
  let due: number | null = null;
  for (const minute of minutes) {
    if (due === null || due < minute) due = nextDue(other.compiled, minute - 1);
    if (due === null) break;
    if (due < minute + minuteMs && startsWithin(other, due, minute + minuteMs)) shared.push(minute);
  }
  return shared;
}

/** Whether one of the due instants from `firstMs` to before `untilMs` is not blocked. */
function startsWithin(other: ForecastEvent, firstMs: number, untilMs: number): boolean {
  for (let due: number | null = firstMs; due !== null && due < untilMs; due = nextDue(other.compiled, due)) {
    if (!isBlocked(other, due)) return true;
  }
  return false;
}

function isBlocked(
  { calendars, serverIds }: Pick<ForecastEvent, "calendars" | "serverIds">,
  instantMs: number,
): boolean {
  return calendars !== undefined && judgeStart(calendars, serverIds, instantMs)?.block !== undefined;
}

function floorMinute(instantMs: number): number {
  return Math.floor(instantMs / minuteMs) * minuteMs;
}

/** Ways past a blocked instant that are tried: enough for one each day in ten years. */
const mostBlocked = 5_000;

/**
 * The first due instant after a moment (epoch milliseconds) that no calendar blocks; null when there is none, or
 * everything is blocked for more than a year, or `mostBlocked` times in a row.
 */
export function nextStart(
  { compiled, calendars, serverIds }: Pick<ForecastEvent, "compiled" | "calendars" | "serverIds">,
  afterMs: number,
): number | null {
  let due = nextDue(compiled, afterMs);
  for (let tries = 0; due !== null && tries < mostBlocked; tries++) {
    const block = calendars && judgeStart(calendars, serverIds, due)?.block;
    if (block === undefined) return due;
    if (block.untilMs === null) return null;
    due = nextDue(compiled, block.untilMs - 1);
  }
  return null;
}

/** Another event and when it is met. */
export interface Meeting {
  readonly event: ForecastEvent;
  /** The minutes, ascending, epoch milliseconds. */
  readonly minutes: readonly number[];
  /** False when only the first minutes of the schedule were looked at. */
  readonly complete: boolean;
}

/** Other events that start in one of the first `limit` minutes of a schedule. Pauses after each. */
export function* findMeetings(
  starts: Pick<ForecastEvent, "compiled" | "calendars" | "serverIds">,
  fromMs: number,
  untilMs: number,
  limit: number,
  others: readonly ForecastEvent[],
): Generator<void, Meeting[], void> {
  const minutes = startMinutes(starts, fromMs, untilMs, limit);
  const complete = minutes.length < limit;
  const meetings: Meeting[] = [];
  for (const event of others) {
    const shared = sharedMinutes(minutes, event);
    if (shared.length > 0) meetings.push({ event, minutes: shared, complete });
    yield;
  }
  return meetings;
}
