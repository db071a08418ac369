import type { ScheduleTimes } from "../../../shared/schedule.ts";
import { dueByBruteForce, openClock, watchClock, type WatchedClock } from "../brute-force-due.ts";
import { readNaively, type NaiveCron } from "../naive-cron.ts";

const secondsPerDay = 86_400;
const secondsPerHour = 3_600;
/** A day counts as calm when the clock has not changed in it nor so many hours before. */
const calmHours = 14;
const keptDays = 20_000;

const clocks = new Map<string, (instant: number) => number>();
const minutes = new Map<string, Map<number, number>>();
const crons = new Map<string, NaiveCron>();
const days = new Map<string, readonly number[]>();
const watched = new Map<string, WatchedClock>();

/** The naive clock of a zone, opened once: epoch seconds to seconds on its wall clock. */
export function clockOf(timezone: string): (instant: number) => number {
  return kept(clocks, timezone, () => openClock(timezone), Infinity);
}

/**
 * What a zone's clock shows at an instant, in seconds on it; asked of the platform once for each minute, since no clock
 * has changed within one in the years that are simulated. Instants are epoch seconds.
 */
export function shownAt(timezone: string, instant: number): number {
  const minute = Math.floor(instant / 60);
  const known = kept(minutes, timezone, () => new Map<number, number>(), Infinity);
  let offset = known.get(minute);
  if (offset === undefined) {
    if (known.size > 10 * keptDays) known.clear();
    offset = clockOf(timezone)(minute * 60) - minute * 60;
    known.set(minute, offset);
  }
  return instant + offset;
}

/**
 * The due instants in (fromMs, untilMs] by trying every tick of the clock, a day at a time; days are remembered.
 * Intervals are whole multiples from their anchor.
 */
export function dueIn(schedule: ScheduleTimes, fromMs: number, untilMs: number): number[] {
  const instants: number[] = [];
  for (const due of eachDue(schedule, fromMs, untilMs)) instants.push(due);
  return instants;
}

/** The first due instant in (fromMs, untilMs]. */
export function firstDueIn(schedule: ScheduleTimes, fromMs: number, untilMs: number): number | undefined {
  for (const due of eachDue(schedule, fromMs, untilMs)) return due;
  return undefined;
}

function* eachDue(schedule: ScheduleTimes, fromMs: number, untilMs: number): Generator<number, void, void> {
  const from = Math.max(fromMs, (schedule.startMs ?? -Infinity) - 1);
  const until = Math.min(untilMs, schedule.endMs ?? Infinity);
  switch (schedule.kind) {
    case "once":
      if (schedule.atMs > from && schedule.atMs <= until) yield schedule.atMs;
      return;
    case "interval": {
      const anchor = schedule.anchorMs ?? 0;
      let turn = Math.max(0, Math.floor((from - anchor) / schedule.everyMs));
      for (; anchor + turn * schedule.everyMs <= until; turn++) {
        const due = anchor + turn * schedule.everyMs;
        if (due > from) yield due;
      }
      return;
    }
    case "cron": {
      const last = Math.floor(until / 1000 / secondsPerDay);
      for (let day = Math.floor(from / 1000 / secondsPerDay); day <= last; day++) {
        for (const due of dueOnDay(schedule.cron, schedule.timezone, day)) if (due > from && due <= until) yield due;
      }
    }
  }
}

/** @param day days since 1970-01-01, UTC */
function dueOnDay(cron: string, timezone: string, day: number): readonly number[] {
  return kept(days, `${timezone}|${String(day)}|${cron}`, () => tryDay(cron, timezone, day), keptDays);
}

function tryDay(cron: string, timezone: string, day: number): number[] {
  const naive = kept(crons, cron, () => readNaively(cron), keptDays);
  const [first, end] = [day * secondsPerDay, (day + 1) * secondsPerDay];
  const offset = calmOffset(timezone, day);
  const unit = naive.onTheMinute ? 60 : 1;
  if (offset === undefined || offset % 60 !== 0) {
    const key = `${timezone}|${String(day)}|${String(unit)}`;
    const clock = kept(watched, key, () => watchClock(timezone, first, end, unit), 40);
    return dueByBruteForce(cron, clock, first * 1000 - 1, end * 1000 - 1);
  }
  const due: number[] = [];
  for (let instant = first; instant < end; instant += unit) {
    if (naive.matches(instant + offset)) due.push(instant * 1000);
  }
  return due;
}

/** What the zone's clock is ahead of UTC on a day without changes, seconds. */
function calmOffset(timezone: string, day: number): number | undefined {
  const offset = offsetAt(timezone, day * 24);
  for (let hour = day * 24 - calmHours; hour <= day * 24 + 24; hour++) {
    if (offsetAt(timezone, hour) !== offset) return undefined;
  }
  return offset;
}

function offsetAt(timezone: string, hour: number): number {
  return shownAt(timezone, hour * secondsPerHour) - hour * secondsPerHour;
}

function kept<Value>(store: Map<string, Value>, key: string, make: () => Value, limit: number): Value {
  const known = store.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (store.size >= limit) store.clear();
  store.set(key, made);
  return made;
}
