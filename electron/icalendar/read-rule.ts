import type { Property } from "./content.ts";
import type { RecurrenceRule } from "./recurrence-rule.ts";

/** A rule and how long it holds, as the file states it: `2026-12-31`, `2026-12-31T18:00:00Z`. */
export interface StatedRule {
  readonly rule: RecurrenceRule;
  readonly until: string | undefined;
}

const frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** @throws Error when it is not a rule by days, or says what no rule may */
export function readRule([, , , value]: Property): StatedRule {
  const parts = (value ?? {}) as Readonly<Record<string, unknown>>;
  const frequency = frequencies.find((known) => known === parts["freq"]);
  if (frequency === undefined) throw new Error("it repeats within the day");
  for (const part of ["byhour", "byminute", "bysecond"]) {
    if (numbersOf(parts[part]).length > 0) throw new Error("it repeats within the day");
  }
  const { count, until } = parts;
  return {
    rule: {
      frequency,
      interval: positive(parts["interval"]) ?? 1,
      count: positive(count),
      weekStart: weekStartOf(parts["wkst"]),
      months: numbersOf(parts["bymonth"]),
      monthDays: numbersOf(parts["bymonthday"]),
      yearDays: numbersOf(parts["byyearday"]),
      weekNumbers: numbersOf(parts["byweekno"]),
      weekdays: [...new Set(listOf(parts["byday"]).map((day) => String(day).toUpperCase()))].map(readWeekday),
      positions: numbersOf(parts["bysetpos"]),
    },
    until: typeof until === "string" ? until : undefined,
  };
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

function numbersOf(value: unknown): readonly number[] {
  // What is named again says nothing new, and costs time on each day.
  return [...new Set(listOf(value).map(Number))].filter(Number.isSafeInteger);
}

function positive(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** The parser numbers the days of the week from Sunday, 1; without a word weeks begin on Monday. */
function weekStartOf(value: unknown): number {
  const day = positive(value);
  return day === undefined ? 1 : day === 1 ? 7 : day - 1;
}

function readWeekday(value: string): RecurrenceRule["weekdays"][number] {
  const match = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(value);
  if (!match) throw new Error(`“${value}” is no day of the week`);
  return { weekday: weekdays.indexOf(match[2] ?? "") + 1, nth: Number(match[1] ?? 0) };
}
