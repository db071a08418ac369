import { longestCron } from "../../shared/plain-text.ts";
import { longestMonthLength } from "./cron-calendar.ts";
import { monthNames, weekdayNames, type CronFields, type DaysOfMonth, type DaysOfWeek } from "./cron-fields.ts";
import { fieldError, readTerm, readValue, sizeOf, wrap, type FieldRange, type FieldText } from "./cron-term.ts";
import { CronError } from "./schedule-errors.ts";

const upperCase = (names: readonly string[]): string[] => names.map((name) => name.toUpperCase());

const second: FieldRange = { name: "second", first: 0, last: 59, highest: 59, names: [] };
const minute: FieldRange = { name: "minute", first: 0, last: 59, highest: 59, names: [] };
const hour: FieldRange = { name: "hour", first: 0, last: 23, highest: 23, names: [] };
const dayOfMonth: FieldRange = { name: "day of month", first: 1, last: 31, highest: 31, names: [] };
const month: FieldRange = { name: "month", first: 1, last: 12, highest: 12, names: upperCase(monthNames) };
const dayOfWeek: FieldRange = { name: "day of week", first: 0, last: 6, highest: 7, names: upperCase(weekdayNames) };
const fieldOrder = [second, minute, hour, dayOfMonth, month, dayOfWeek] as const;

const macros: ReadonlyMap<string, string> = new Map([
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
  ["@monthly", "0 0 1 * *"],
  ["@weekly", "0 0 * * 0"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
]);

/**
 * Reads a cron expression: five fields (minute, hour, day of month, month, day of week), six with seconds first, or a
 * macro such as `@daily`. Fields take names, ranges, lists and steps; the day fields also `?`, `L`, `L-3`, `LW`,
 * `15W`, `5L` and `2#3`.
 *
 * The parser is our own because what it must decide is not what node-cron's decides: there, both day fields must match,
 * so `0 0 31 2 1` (every Monday of February here) is refused, `5/10` is unknown, a step beyond the field is taken, and
 * errors name no place. node-cron serves the tests as a second opinion.
 * @throws CronError naming the field and what to write instead; also when no date can ever match
 */
export function parseCron(expression: string): CronFields {
  if (expression.length > longestCron) {
    throw new CronError(`The expression has ${String(expression.length)} characters.`, "Write a shorter one.");
  }
  const texts = expandMacro(expression.trim()).split(/\s+/);
  if (texts.length !== 5 && texts.length !== 6) {
    const written =
      texts[0] === "" ? "The expression is empty" : `"${expression.trim()}" has ${fieldCount(texts.length)}`;
    throw new CronError(
      `${written}.`,
      "Write five fields (minute, hour, day of month, month, day of week), or six with seconds first.",
    );
  }
  const missing = fieldOrder.length - texts.length;
  const field = (range: FieldRange): FieldText => {
    const index = fieldOrder.indexOf(range) - missing;
    return { range, text: texts[index] ?? "0", place: { index: Math.max(index, 0), name: range.name } };
  };
  const fields: CronFields = {
    seconds: readNumbers(field(second)),
    minutes: readNumbers(field(minute)),
    hours: readNumbers(field(hour)),
    daysOfMonth: readDaysOfMonth(field(dayOfMonth)),
    months: readNumbers(field(month)),
    daysOfWeek: readDaysOfWeek(field(dayOfWeek)),
  };
  refuseImpossibleDate(fields, field(dayOfMonth));
  return fields;
}

function expandMacro(text: string): string {
  if (!text.startsWith("@")) return text;
  const expansion = macros.get(text.toLowerCase());
  if (expansion !== undefined) return expansion;
  throw new CronError(`"${text}" is not a known shorthand.`, `Use one of ${[...macros.keys()].join(", ")}, or fields.`);
}

function fieldCount(count: number): string {
  return count === 1 ? "1 field" : `${String(count)} fields`;
}

function termsOf(field: FieldText): string[] {
  const terms = field.text.split(",");
  if (terms.includes("")) throw fieldError(field, `"${field.text}" has an empty entry`, "Remove the extra comma.");
  return terms;
}

function ascending(values: Iterable<number>): number[] {
  return [...new Set(values)].sort((left, right) => left - right);
}

function readNumbers(field: FieldText): number[] {
  if (field.text === "?") throw fieldError(field, `"?" belongs to the two day fields`, "Write * for every value.");
  return ascending(termsOf(field).flatMap((term) => readTerm(term, field)));
}

function readDaysOfMonth(field: FieldText): DaysOfMonth {
  const numbers: number[] = [];
  const beforeLast: number[] = [];
  const nearestWeekday: number[] = [];
  let lastWeekday = false;
  for (const term of field.text === "?" ? ["*"] : termsOf(field)) {
    const upper = term.toUpperCase();
    const special = /^(?:L(?:-(\d{1,2}))?|(\d{1,2})W)$/.exec(upper);
    if (upper === "LW") lastWeekday = true;
    else if (special?.[2] !== undefined) nearestWeekday.push(readValue(special[2], term, field));
    else if (special) beforeLast.push(readDaysBeforeLast(special[1] ?? "0", field));
    else numbers.push(...readTerm(term, field));
  }
  const every = new Set(numbers).size === sizeOf(field.range);
  return {
    restricted: !every,
    numbers: ascending(numbers),
    beforeLast: ascending(beforeLast),
    nearestWeekday: ascending(nearestWeekday),
    lastWeekday,
  };
}

function readDaysBeforeLast(text: string, field: FieldText): number {
  const days = Number(text);
  if (days <= 30) return days;
  throw fieldError(field, `no month has a day ${text} days before its last`, "Use L-1 to L-30.");
}

function readDaysOfWeek(field: FieldText): DaysOfWeek {
  const numbers: number[] = [];
  const nth: { weekday: number; nth: number }[] = [];
  const last: number[] = [];
  for (const term of field.text === "?" ? ["*"] : termsOf(field)) {
    const upper = term.toUpperCase();
    const [weekdayText = "", nthText] = upper.split("#");
    if (upper === "L")
      throw fieldError(field, `"L" needs a day before it`, "Write 5L for the last Friday of the month.");
    if (nthText !== undefined) {
      if (!/^[1-5]$/.test(nthText)) {
        throw fieldError(field, `"${term}" is not understood`, "Write 2#3 for the third Tuesday; the count is 1 to 5.");
      }
      nth.push({ weekday: wrap(field.range, readValue(weekdayText, term, field)), nth: Number(nthText) });
    } else if (/^(\d|[A-Z]{3,})L$/.test(upper)) {
      last.push(wrap(field.range, readValue(upper.slice(0, -1), term, field)));
    } else numbers.push(...readTerm(term, field));
  }
  const every = new Set(numbers).size === sizeOf(field.range);
  return { restricted: !every, numbers: ascending(numbers), nth, last: ascending(last) };
}

/** Only a day of month can be impossible, and only where the day of week does not offer other dates. */
function refuseImpossibleDate(fields: CronFields, field: FieldText): void {
  const { daysOfMonth, daysOfWeek, months } = fields;
  if (!daysOfMonth.restricted || daysOfWeek.restricted || daysOfMonth.lastWeekday) return;
  const longest = Math.max(...months.map(longestMonthLength));
  const { numbers, nearestWeekday, beforeLast } = daysOfMonth;
  const earliest = Math.min(...numbers, ...nearestWeekday, ...beforeLast.map((days) => days + 1));
  if (earliest <= longest) return;
  const monthList = months.map((number) => monthNames[number - 1]).join(", ");
  throw fieldError(
    field,
    `"${field.text}" never comes in ${monthList}, which has at most ${String(longest)} days`,
    `Use a day up to ${String(longest)}, L for the last day of the month, or other months.`,
  );
}
