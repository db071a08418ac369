import { instantOfLocal } from "../schedule/local-time.ts";
import type { Zone } from "../schedule/zone.ts";
import type { Entry, StatedSpan } from "./entry.ts";
import { expandRule, type Allowance } from "./recurrence-rule.ts";
import { readTime, type StatedTime } from "./stated-time.ts";

const secondsPerDay = 86_400;

/** One time of an entry on the calendar's clock: [from, until), seconds since it showed 1970-01-01 00:00:00. */
export interface ClockSpan {
  readonly from: number;
  readonly until: number;
  readonly wholeDays: boolean;
}

export interface Surroundings {
  /** The calendar's zone. */
  readonly zone: Zone;
  /** The zone a time is meant in. */
  readonly zoneOf: (time: StatedTime) => Zone;
  /** Days of interest, since 1970-01-01. */
  readonly fromDay: number;
  readonly untilDay: number;
  readonly allowance: Allowance;
  /** The most times an entry may have. */
  readonly limit: number;
}

/** Days that may be looked at for one entry: what it takes to count every day for 400 years. */
const mostDaysOfEntry = 150_000;
/** A time that is found costs as much as looking at so many days. */
const daysPerTime = 10;
/** So many times are put on the clock in one step. */
const spansPerStep = 500;

/**
 * The times of an entry on the calendar's clock, by when they begin, those it removes or others replace left out. An
 * end keeps its distance from the start by the clock: what lasts from 22:00 to 06:00 does so in every night.
 * @param isReplaced whether another entry stands in for the time that begins then
 * @throws Error when it ends before it begins, or repeats too much
 */
export function* timesOfEntry(
  entry: Entry,
  isReplaced: (start: StatedTime) => boolean,
  surroundings: Surroundings,
): Generator<void, ClockSpan[], void> {
  const isRemoved = amongStarts(entry.removed, surroundings);
  const starts = entry.rules.length === 0 ? [entry.start.local] : repeatedStarts(entry, surroundings);
  const spans = starts.map((local) => shiftSpan(entry, local - entry.start.local));
  const found = new Map<number, ClockSpan>();
  for (const [index, span] of [...spans, ...entry.added].entries()) {
    if (index % spansPerStep === spansPerStep - 1) yield;
    if (isRemoved(span.start) || isReplaced(span.start)) continue;
    const onClock = toClock(span, surroundings);
    if (!found.has(onClock.from)) found.set(onClock.from, onClock);
  }
  return [...found.values()].sort((left, right) => left.from - right.from);
}

/** Where its rules make it begin, on its own clock. */
function repeatedStarts({ start, rules }: Entry, surroundings: Surroundings): number[] {
  const { allowance, fromDay, untilDay, limit, zoneOf } = surroundings;
  const startDay = Math.floor(start.local / secondsPerDay);
  const time = start.local - startDay * secondsPerDay;
  const starts = new Set<number>();
  const own = { days: Math.min(allowance.days, mostDaysOfEntry) };
  const given = own.days;
  for (const { rule, until } of rules) {
    const last = until === undefined ? undefined : readTime(until, start.zone);
    const lastDay = last === undefined ? untilDay : Math.min(untilDay, Math.floor(last.local / secondsPerDay) + 1);
    for (const day of expandRule(rule, startDay, fromDay, lastDay, own)) {
      const local = day * secondsPerDay + time;
      if (last !== undefined && !isUpTo({ ...start, local }, last, zoneOf)) break;
      starts.add(local);
      own.days -= daysPerTime;
      if (starts.size >= limit) break;
    }
  }
  allowance.days -= given - own.days;
  if (own.days < 0 && allowance.days >= 0) throw new Error("it repeats too much");
  return [...starts];
}

/** Whether a start is no later than the last there may be; a date means that whole day. */
function isUpTo(start: StatedTime, last: StatedTime, zoneOf: Surroundings["zoneOf"]): boolean {
  if (last.isDate || start.isDate) return Math.floor(start.local / secondsPerDay) * secondsPerDay <= last.local;
  return instantOfLocal(start.local, zoneOf(start)) <= instantOfLocal(last.local, zoneOf(last));
}

function shiftSpan({ start, end }: StatedSpan, seconds: number): StatedSpan {
  const shifted = { ...start, local: start.local + seconds };
  return { start: shifted, end: "afterSeconds" in end ? end : { ...end, local: end.local + seconds } };
}

/** Whether a time begins at one of these instants, or on one of these days where a day alone is named. */
export function amongStarts(
  starts: readonly StatedTime[],
  { zoneOf }: Pick<Surroundings, "zoneOf">,
): (start: StatedTime) => boolean {
  const days = new Set(starts.filter(({ isDate }) => isDate).map(({ local }) => local));
  const timed = starts.filter(({ isDate }) => !isDate);
  const instants = new Set(timed.map((time) => instantOfLocal(time.local, zoneOf(time))));
  return (start) =>
    days.has(Math.floor(start.local / secondsPerDay) * secondsPerDay) ||
    (!start.isDate && instants.has(instantOfLocal(start.local, zoneOf(start))));
}

function toClock({ start, end }: StatedSpan, { zone, zoneOf }: Surroundings): ClockSpan {
  if (start.isDate) {
    const until = "afterSeconds" in end ? start.local + end.afterSeconds : end.local;
    // Some programs write a single day with its own date as the end.
    const days = Math.max(1, Math.ceil((until - start.local) / secondsPerDay));
    return { from: start.local, until: start.local + days * secondsPerDay, wholeDays: true };
  }
  const own = zoneOf(start);
  const stated = "afterSeconds" in end ? { ...start, local: start.local + end.afterSeconds } : end;
  const from = instantOfLocal(start.local, own);
  const until = instantOfLocal(stated.local, zoneOf(stated));
  if (until <= from) throw new Error("it ends before it begins");
  const [first, last] = [
    own.name === zone.name ? start.local : from + zone.stretchAt(from).offset,
    zoneOf(stated).name === zone.name ? stated.local : until + zone.stretchAt(until).offset,
  ];
  // Where the clock is set back in between, the later may show the earlier time.
  const [begin, finish] = first < last ? [first, last] : [last, first];
  return { from: Math.floor(begin / 60) * 60, until: Math.ceil(finish / 60) * 60, wholeDays: false };
}
