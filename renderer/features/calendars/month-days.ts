import type { WindowSpan } from "../../bridge/views.ts";
import { addDays, startOfDate } from "../../time/dates.ts";

/** [fromMs, untilMs), epoch milliseconds. */
export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A day of the month and when nothing may start on it. */
export interface MonthDay extends Stretch {
  /** `2026-11-24` */
  readonly date: string;
  readonly isInMonth: boolean;
  readonly blocked: readonly Stretch[];
}

/** The month so many months after another, `2026-11`. */
export function addMonths(month: string, months: number): string {
  const [year = 1970, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** The dates of whole weeks, Monday first, that the month needs. @param month `2026-11` */
export function monthDates(month: string): readonly string[] {
  const first = `${month}-01`;
  const before = (new Date(`${first}T00:00Z`).getUTCDay() + 6) % 7;
  const next = `${addMonths(month, 1)}-01`;
  const dates: string[] = [];
  for (let date = addDays(first, -before); date < next || dates.length % 7 !== 0; date = addDays(date, 1))
    dates.push(date);
  return dates;
}

/** Joins stretches that touch or overlap; in order. */
function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const result: Stretch[] = [];
  for (const each of stretches.toSorted((left, right) => left.fromMs - right.fromMs)) {
    const last = result.at(-1);
    if (last === undefined || each.fromMs > last.untilMs) result.push(each);
    else result[result.length - 1] = { fromMs: last.fromMs, untilMs: Math.max(last.untilMs, each.untilMs) };
  }
  return result;
}

function cut(stretches: readonly Stretch[], { fromMs, untilMs }: Stretch): readonly Stretch[] {
  return stretches
    .filter((each) => each.fromMs < untilMs && each.untilMs > fromMs)
    .map((each) => ({ fromMs: Math.max(each.fromMs, fromMs), untilMs: Math.min(each.untilMs, untilMs) }));
}

/** What is left of a stretch between others. @param taken joined and in order */
function between(taken: readonly Stretch[], { fromMs, untilMs }: Stretch): readonly Stretch[] {
  const ends = [fromMs, ...taken.map((each) => each.untilMs)];
  const starts = [...taken.map((each) => each.fromMs), untilMs];
  return ends
    .map((end, index) => ({ fromMs: end, untilMs: starts[index] ?? untilMs }))
    .filter((each) => each.untilMs > each.fromMs);
}

/**
 * The days of a month's weeks, each with the stretches in which the windows let nothing start: inside of a blackout,
 * and outside of every allowed time where there is any.
 * @param spans the windows open within these days
 * @param hasAllow whether the calendar has any allowed time at all, within these days or not
 */
export function monthDays(
  month: string,
  zone: string,
  spans: readonly WindowSpan[],
  hasAllow: boolean,
): readonly MonthDay[] {
  const blackouts = joined(spans.filter(({ effect }) => effect === "blackout"));
  const allowed = joined(spans.filter(({ effect }) => effect === "allow"));
  return monthDates(month).map((date) => {
    const day = { fromMs: startOfDate(date, zone), untilMs: startOfDate(addDays(date, 1), zone) };
    const outside = hasAllow ? between(cut(allowed, day), day) : [];
    return { ...day, date, isInMonth: date.startsWith(month), blocked: joined([...cut(blackouts, day), ...outside]) };
  });
}
