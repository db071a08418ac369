import { formatDuration } from "../../shared/duration.ts";
import { monthNames, weekdayNames, type CronFields, type DaysOfMonth, type DaysOfWeek } from "./cron-fields.ts";
import { describeTimes } from "./describe-times.ts";
import type { Schedule } from "./due.ts";
import { listWords, ordinal, runs } from "./english.ts";
import { parseCron } from "./parse-cron.ts";

/**
 * A schedule in English, such as "at 02:30 every Monday" or "every 45m, counted from 2026-03-01 08:00 UTC". The zone of a
 * cron schedule is not part of it: the reader sees it beside the text.
 * @throws CronError for a cron expression that cannot be read
 */
export function describeSchedule(schedule: Schedule): string {
  switch (schedule.kind) {
    case "cron":
      return describeCron(parseCron(schedule.cron));
    case "interval":
      return `every ${formatDuration(schedule.everyMs)}, counted from ${utcText(schedule.anchorMs)}`;
    case "once":
      return `once, at ${utcText(schedule.atMs)}`;
  }
}

/** Cron fields in English: times first, then days, then months. Every expression has words; odd ones have more. */
function describeCron(fields: CronFields): string {
  const times = describeTimes(fields);
  const days = describeDays(fields);
  const months = fields.months.length === 12 ? "" : describeMonths(fields.months);
  const everyDay = times.startsWith("every") || times.endsWith("every hour") ? "" : "every day";
  return [times, days || everyDay, months].filter((part) => part !== "").join(" ");
}

function describeDays({ daysOfMonth, daysOfWeek }: CronFields): string {
  const dates = daysOfMonth.restricted ? describeDaysOfMonth(daysOfMonth) : "";
  const weekdays = daysOfWeek.restricted ? describeDaysOfWeek(daysOfWeek) : "";
  return dates && weekdays ? `${dates}, and also ${weekdays}` : dates || weekdays;
}

function describeDaysOfMonth(days: DaysOfMonth): string {
  const parts = runs(days.numbers).map(([first, last]) =>
    first === last ? `the ${ordinal(first)}` : `the ${ordinal(first)} to the ${ordinal(last)}`,
  );
  for (const day of days.nearestWeekday) parts.push(`the weekday nearest the ${ordinal(day)}`);
  for (const before of days.beforeLast) parts.push(beforeLastText(before));
  if (days.lastWeekday) parts.push("the last weekday");
  return `on ${listWords(parts)} of the month`;
}

function beforeLastText(days: number): string {
  if (days === 0) return "the last day";
  return days === 1 ? "the day before the last" : `the day ${String(days)} days before the last`;
}

function describeDaysOfWeek(days: DaysOfWeek): string {
  const weekly = describeWeekly(days.numbers);
  const monthly = [
    ...days.nth.map(({ weekday, nth }) => `the ${ordinal(nth)} ${weekdayName(weekday)}`),
    ...days.last.map((weekday) => `the last ${weekdayName(weekday)}`),
  ];
  if (monthly.length === 0) return weekly;
  const inMonth = `on ${listWords(monthly)} of the month`;
  return weekly === "" ? inMonth : `${weekly} and ${inMonth}`;
}

function describeWeekly(weekdays: readonly number[]): string {
  if (weekdays.length === 0) return "";
  const isRun = weekdays.length >= 3 && weekdays.every((day, index) => day === (weekdays[0] ?? 0) + index);
  if (!isRun) return `every ${listWords(weekdays.map(weekdayName))}`;
  return `from ${weekdayName(weekdays[0] ?? 0)} to ${weekdayName(weekdays.at(-1) ?? 6)}`;
}

function describeMonths(months: readonly number[]): string {
  const pairs = runs(months);
  const [only] = pairs;
  if (pairs.length === 1 && only && only[0] !== only[1]) return `from ${monthName(only[0])} to ${monthName(only[1])}`;
  const parts = pairs.map(([first, last]) =>
    first === last ? monthName(first) : `${monthName(first)} to ${monthName(last)}`,
  );
  return `in ${listWords(parts)}`;
}

function monthName(month: number): string {
  return monthNames[month - 1] ?? String(month);
}

function weekdayName(weekday: number): string {
  return weekdayNames[weekday] ?? String(weekday);
}

function utcText(instantMs: number): string {
  const text = new Date(instantMs).toISOString();
  const seconds = text.slice(17, 19) === "00" ? "" : text.slice(16, 19);
  return `${text.slice(0, 10)} ${text.slice(11, 16)}${seconds} UTC`;
}
