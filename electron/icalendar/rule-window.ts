import type { CalendarWindow } from "../../shared/calendar.ts";
import { timeText, toDatedWindow } from "./clock-window.ts";
import type { Entry } from "./entry.ts";
import type { ClockSpan } from "./entry-times.ts";
import type { RecurrenceRule } from "./recurrence-rule.ts";
import { compileCalendar, windowSpans, type CompiledCalendar } from "../schedule/calendar-rules.ts";

const secondsPerDay = 86_400;
const secondsPerMinute = 60;
const longestRecurring = 31 * secondsPerDay;

/** Half a year. */
const partLengthMs = 183 * 86_400_000;

/** Trying costs time; all entries of a file share how many times of windows may be looked at. */
export interface TrialAllowance {
  spans: number;
}

export interface Period {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * An entry that repeats for ever as one window by a rule of ours. It is tried, not reasoned about: the window must be
 * open at exactly the times of the entry, all along the period.
 * @param spans the times of the entry in the period
 * @returns undefined when no rule of ours says the same, or none may be tried any more
 */
export function* toRuleWindow(
  entry: Entry,
  spans: readonly ClockSpan[],
  timezone: string,
  period: Period,
  trials: TrialAllowance,
): Generator<void, CalendarWindow | undefined, void> {
  const [stated] = entry.rules;
  const [first] = spans;
  if (stated === undefined || entry.rules.length > 1 || first === undefined) return undefined;
  const { rule, until } = stated;
  if (until !== undefined || rule.count !== undefined || rule.interval > 1 || rule.positions.length > 0)
    return undefined;
  const candidate = proposeWindow(rule, first, spans);
  if (candidate === undefined) return undefined;
  if (trials.spans <= 0) return undefined;
  const window = entry.label === undefined ? candidate : { ...candidate, label: entry.label };
  const written = spans.map((span) => toDatedWindow(span, entry.label));
  trials.spans -= written.length;
  return (yield* areAlike([window], written, timezone, period, trials)) ? window : undefined;
}

/** Compared part by part: what differs mostly does so early. */
function* areAlike(
  left: readonly CalendarWindow[],
  right: readonly CalendarWindow[],
  timezone: string,
  { fromMs, untilMs }: Period,
  trials: TrialAllowance,
): Generator<void, boolean, void> {
  const [one, other] = [left, right].map((windows) => compileCalendar({ id: 0, name: "", timezone, windows }));
  if (one === undefined || other === undefined) return false;
  for (let partMs = fromMs; partMs < untilMs; partMs += partLengthMs) {
    yield;
    const part = { fromMs: partMs, untilMs: Math.min(partMs + partLengthMs, untilMs) };
    if (openTimes(one, part, trials) !== openTimes(other, part, trials)) return false;
  }
  return true;
}

function openTimes(calendar: CompiledCalendar, { fromMs, untilMs }: Period, trials: TrialAllowance): string {
  const spans = windowSpans(calendar, fromMs, untilMs);
  trials.spans -= spans.length;
  return JSON.stringify(spans.map((span) => [Math.max(span.fromMs, fromMs), Math.min(span.untilMs, untilMs)]));
}

function proposeWindow(
  rule: RecurrenceRule,
  first: ClockSpan,
  spans: readonly ClockSpan[],
): CalendarWindow | undefined {
  const length = first.until - first.from;
  if (rule.frequency === "DAILY" || rule.frequency === "WEEKLY") {
    if (length > secondsPerDay && !first.wholeDays) return undefined;
    const days = spans.flatMap((span) => weekdaysOf(span));
    return {
      kind: "weekly",
      effect: "blackout",
      days: [...new Set(days)].sort((left, right) => left - right),
      from: timeText(first.from),
      until: timeText(first.until),
    };
  }
  const cron = cronOf(rule, first);
  if (cron === undefined || length < secondsPerMinute || length > longestRecurring) return undefined;
  return { kind: "recurring", effect: "blackout", cron, durationMs: length * 1000 };
}

/** The days on which a time begins; each of its days where it is whole ones. 1 is Monday. */
function weekdaysOf({ from, until, wholeDays }: ClockSpan): number[] {
  const firstDay = Math.floor(from / secondsPerDay);
  const count = wholeDays ? Math.min(7, (until - from) / secondsPerDay) : 1;
  return Array.from({ length: count }, (_, index) => ((firstDay + index + 3) % 7) + 1);
}

/** Undefined when the fields of cron cannot say it. */
function cronOf(rule: RecurrenceRule, first: ClockSpan): string | undefined {
  const { months, monthDays, weekdays, yearDays, weekNumbers } = rule;
  if (yearDays.length > 0 || weekNumbers.length > 0 || (monthDays.length > 0 && weekdays.length > 0)) return undefined;
  const date = new Date(first.from * 1000);
  const yearly = rule.frequency === "YEARLY";
  const saysDay = monthDays.length + weekdays.length > 0;
  const ownMonth = yearly && months.length === 0 && !saysDay ? [date.getUTCMonth() + 1] : months;
  const ownDays = saysDay ? monthDays : [date.getUTCDate()];
  const time = `${String(date.getUTCMinutes())} ${String(date.getUTCHours())}`;
  return [
    time,
    ownDays.length === 0 ? "*" : ownDays.map(monthDayField).join(","),
    ownMonth.length === 0 ? "*" : ownMonth.join(","),
    weekdays.length === 0 ? "*" : weekdays.map(weekdayField).join(","),
  ].join(" ");
}

function monthDayField(day: number): string {
  if (day > 0) return String(day);
  return day === -1 ? "L" : `L-${String(-day - 1)}`;
}

function weekdayField({ weekday, nth }: RecurrenceRule["weekdays"][number]): string {
  const day = String(weekday % 7);
  if (nth === 0) return day;
  return nth > 0 ? `${day}#${String(nth)}` : `${day}L`;
}
