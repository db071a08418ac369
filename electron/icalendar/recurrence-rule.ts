/** How an entry of an iCalendar file repeats (RFC 5545, 3.3.10), by days; its time of day is that of its start. */
export interface RecurrenceRule {
  readonly frequency: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  /** Every so many days, weeks, months or years. */
  readonly interval: number;
  readonly count: number | undefined;
  /** The day on which weeks begin; 1 is Monday, 7 Sunday. */
  readonly weekStart: number;
  readonly months: readonly number[];
  /** Negative numbers count from the end, as in the three lists after it. */
  readonly monthDays: readonly number[];
  readonly yearDays: readonly number[];
  readonly weekNumbers: readonly number[];
  /** `nth` 0 is every one; otherwise the n-th of the month or year. */
  readonly weekdays: readonly { readonly weekday: number; readonly nth: number }[];
  /** Which of the days of a period are taken. */
  readonly positions: readonly number[];
}

/** A day on the calendar, numbered from 1970-01-01, with all that rules ask of it. */
interface DayFacts {
  readonly month: number;
  readonly monthDay: number;
  readonly monthLength: number;
  readonly yearDay: number;
  readonly yearLength: number;
  /** 1 is Monday, 7 Sunday. */
  readonly weekday: number;
}

const millisecondsPerDay = 86_400_000;

/** Looking at days costs time; whoever expands many rules shares one allowance. */
export interface Allowance {
  days: number;
}

/**
 * The days on which a rule falls within [fromDay, untilDay], ascending. Days are numbered from 1970-01-01. Ends early
 * when the allowance is used up.
 */
export function* expandRule(
  rule: RecurrenceRule,
  startDay: number,
  fromDay: number,
  untilDay: number,
  allowance: Allowance,
): Generator<number, void, void> {
  const matches = createMatcher(rule, startDay);
  const first = periodOf(rule, startDay);
  // Counted occurrences must be counted from the first; others may be joined at any time.
  const skipped = rule.count === undefined ? Math.max(0, periodOf(rule, fromDay) - first) : 0;
  let counted = 0;
  for (let period = first + Math.floor(skipped / rule.interval) * rule.interval; ; period += rule.interval) {
    const begin = firstDayOf(rule, period);
    const end = firstDayOf(rule, period + 1);
    allowance.days -= end - begin;
    if (begin > untilDay || allowance.days < 0) return;
    const days: number[] = [];
    for (let day = begin; day < end; day++) if (matches(day)) days.push(day);
    for (const day of choosePositions(days, rule.positions)) {
      if (day < startDay) continue;
      counted += 1;
      if (day > untilDay || (rule.count !== undefined && counted > rule.count)) return;
      if (day >= fromDay) yield day;
    }
  }
}

function choosePositions(days: readonly number[], positions: readonly number[]): readonly number[] {
  if (positions.length === 0) return days;
  return days.filter((_, index) => positions.includes(index + 1) || positions.includes(index - days.length));
}

/** Days, weeks, months or years, numbered. */
function periodOf({ frequency, weekStart }: RecurrenceRule, day: number): number {
  const date = new Date(day * millisecondsPerDay);
  switch (frequency) {
    case "DAILY":
      return day;
    case "WEEKLY":
      // 1970-01-01 was a Thursday, weekday 4.
      return Math.floor((day + 4 - weekStart) / 7);
    case "MONTHLY":
      return date.getUTCFullYear() * 12 + date.getUTCMonth();
    case "YEARLY":
      return date.getUTCFullYear();
  }
}

function firstDayOf({ frequency, weekStart }: RecurrenceRule, period: number): number {
  switch (frequency) {
    case "DAILY":
      return period;
    case "WEEKLY":
      return period * 7 - 4 + weekStart;
    case "MONTHLY":
      return Date.UTC(Math.floor(period / 12), period % 12, 1) / millisecondsPerDay;
    case "YEARLY":
      return Date.UTC(period, 0, 1) / millisecondsPerDay;
  }
}

function createMatcher(rule: RecurrenceRule, startDay: number): (day: number) => boolean {
  const start = factsOf(startDay);
  const { frequency } = rule;
  const saysDay = rule.weekdays.length + rule.monthDays.length + rule.yearDays.length > 0;
  let { months, monthDays, weekdays } = rule;
  if (frequency === "WEEKLY" && weekdays.length === 0) weekdays = [{ weekday: start.weekday, nth: 0 }];
  if (frequency === "MONTHLY" && !saysDay) monthDays = [start.monthDay];
  if (frequency === "YEARLY" && !saysDay) {
    if (rule.weekNumbers.length > 0) weekdays = [{ weekday: start.weekday, nth: 0 }];
    else {
      monthDays = [start.monthDay];
      if (months.length === 0) months = [start.month];
    }
  }
  const withinYear = frequency === "YEARLY" && months.length === 0;
  const countsWeekdays = (frequency === "MONTHLY" || frequency === "YEARLY") && rule.weekNumbers.length === 0;

  function matchesWeekday(facts: DayFacts): boolean {
    const [at, length] = withinYear ? [facts.yearDay, facts.yearLength] : [facts.monthDay, facts.monthLength];
    return weekdays.some(({ weekday, nth }) => {
      if (weekday !== facts.weekday) return false;
      if (nth === 0 || !countsWeekdays) return true;
      return nth > 0 ? Math.ceil(at / 7) === nth : Math.ceil((length - at + 1) / 7) === -nth;
    });
  }

  return (day) => {
    const facts = factsOf(day);
    const { yearDays, weekNumbers } = rule;
    return (
      (months.length === 0 || months.includes(facts.month)) &&
      (monthDays.length === 0 || includes(monthDays, facts.monthDay, facts.monthLength)) &&
      (yearDays.length === 0 || includes(yearDays, facts.yearDay, facts.yearLength)) &&
      (weekNumbers.length === 0 || matchesWeekNumber(weekNumbers, day, rule.weekStart)) &&
      (weekdays.length === 0 || matchesWeekday(facts))
    );
  };
}

/** Whether a list of positions, counted from either end, has this one. */
function includes(positions: readonly number[], position: number, length: number): boolean {
  return positions.includes(position) || positions.includes(position - length - 1);
}

function factsOf(day: number): DayFacts {
  const date = new Date(day * millisecondsPerDay);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const yearBegin = Date.UTC(year, 0, 1) / millisecondsPerDay;
  return {
    month: month + 1,
    monthDay: date.getUTCDate(),
    monthLength: new Date(Date.UTC(year, month + 1, 0)).getUTCDate(),
    yearDay: day - yearBegin + 1,
    yearLength: Date.UTC(year + 1, 0, 1) / millisecondsPerDay - yearBegin,
    weekday: date.getUTCDay() || 7,
  };
}

/** Week 1 is the first with at least four days in its year; it may begin in the year before. */
function matchesWeekNumber(wanted: readonly number[], day: number, weekStart: number): boolean {
  const week = Math.floor((day + 4 - weekStart) / 7);
  const middle = new Date((week * 7 - 4 + weekStart + 3) * millisecondsPerDay);
  const year = middle.getUTCFullYear();
  const firstWeek = (of: number): number => {
    const fourth = Date.UTC(of, 0, 4) / millisecondsPerDay;
    return Math.floor((fourth + 4 - weekStart) / 7);
  };
  const number = week - firstWeek(year) + 1;
  return includes(wanted, number, firstWeek(year + 1) - firstWeek(year));
}
