import type { CronFields, DaysOfMonth, DaysOfWeek } from "./cron-fields.ts";

/**
 * The proleptic Gregorian calendar as cron sees it. A day is a number: days since 1970-01-01, whatever the zone. A
 * month is a number: months since January 1970. "None" is an infinity, so that comparisons need no special case.
 */
export interface DayFinder {
  /** The first matching day at or after `day`, or Infinity. */
  next(day: number): number;
  /** The last matching day at or before `day`, or -Infinity. */
  previous(day: number): number;
}

const millisecondsPerDay = 86_400_000;
/** One month either side of 1970–2100, because local dates run up to a day ahead of and behind UTC. */
const firstMonth = -1;
const lastMonth = (2101 - 1970) * 12;

/** The most days the month ever has, leap years included; 1 is January. */
export function longestMonthLength(month: number): number {
  const leapYear = 2000;
  return new Date(Date.UTC(leapYear, month, 0)).getUTCDate();
}

/** Finds the days that match month, day of month and day of week. Remembers the month it looked at last. */
export function createDayFinder(fields: CronFields): DayFinder {
  let month = Number.NaN;
  let firstDay = 0;
  /** Bit d is set when day d (1 to 31) of the month matches. */
  let days = 0;

  function look(wantedMonth: number): void {
    month = wantedMonth;
    firstDay = Date.UTC(1970, month, 1) / millisecondsPerDay;
    const calendarMonth = ((month % 12) + 12) % 12;
    days = 0;
    if (!fields.months.includes(calendarMonth + 1)) return;
    const length = Date.UTC(1970, month + 1, 1) / millisecondsPerDay - firstDay;
    days = matchingDays(fields, length, (((firstDay + 4) % 7) + 7) % 7);
  }

  function lookAtMonthOf(day: number): void {
    if (day >= firstDay && day < firstDay + 28 && !Number.isNaN(month)) return;
    const date = new Date(day * millisecondsPerDay);
    const wantedMonth = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
    if (wantedMonth !== month) look(wantedMonth);
  }

  return {
    next(day) {
      lookAtMonthOf(day);
      let rest = days & (-1 << (day - firstDay + 1));
      while (rest === 0) {
        if (month >= lastMonth) return Infinity;
        look(month + 1);
        rest = days;
      }
      return firstDay + lowestBit(rest) - 1;
    },
    previous(day) {
      lookAtMonthOf(day);
      let rest = days & ~(-2 << (day - firstDay + 1));
      while (rest === 0) {
        if (month <= firstMonth) return -Infinity;
        look(month - 1);
        rest = days;
      }
      return firstDay + highestBit(rest) - 1;
    },
  };
}

/** Both day fields restricted: either may match, as in Vixie cron. One restricted: that one decides. None: every day. */
function matchingDays(fields: CronFields, length: number, firstWeekday: number): number {
  const { daysOfMonth, daysOfWeek } = fields;
  let days = 0;
  if (daysOfMonth.restricted) days |= matchDaysOfMonth(daysOfMonth, length, firstWeekday);
  if (daysOfWeek.restricted) days |= matchDaysOfWeek(daysOfWeek, length, firstWeekday);
  if (!daysOfMonth.restricted && !daysOfWeek.restricted) days = -1;
  return days & ~(-2 << length) & -2;
}

function matchDaysOfMonth(wanted: DaysOfMonth, length: number, firstWeekday: number): number {
  let days = 0;
  for (const day of wanted.numbers) days |= 1 << day;
  for (const before of wanted.beforeLast) if (before < length) days |= 1 << (length - before);
  for (const day of wanted.nearestWeekday) {
    if (day <= length) days |= 1 << nearestWeekday(day, length, firstWeekday);
  }
  if (wanted.lastWeekday) days |= 1 << nearestWeekday(length, length, firstWeekday);
  return days;
}

/** Saturday goes back to Friday and Sunday on to Monday, but never out of the month. */
function nearestWeekday(day: number, length: number, firstWeekday: number): number {
  const weekday = (firstWeekday + day - 1) % 7;
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === length ? day - 2 : day + 1;
  return day;
}

function matchDaysOfWeek(wanted: DaysOfWeek, length: number, firstWeekday: number): number {
  const firstOf = (weekday: number): number => 1 + ((weekday - firstWeekday + 7) % 7);
  let days = 0;
  for (const weekday of wanted.numbers) {
    for (let day = firstOf(weekday); day <= length; day += 7) days |= 1 << day;
  }
  for (const { weekday, nth } of wanted.nth) {
    const day = firstOf(weekday) + 7 * (nth - 1);
    if (day <= length) days |= 1 << day;
  }
  for (const weekday of wanted.last) {
    const first = firstOf(weekday);
    days |= 1 << (first + 7 * Math.floor((length - first) / 7));
  }
  return days;
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

function highestBit(bits: number): number {
  return 31 - Math.clz32(bits);
}
