import { CronError, type CronFieldName, type CronFieldPlace } from "./schedule-errors.ts";

/** What may be written in one field of a cron expression. */
export interface FieldRange {
  readonly name: CronFieldName;
  readonly first: number;
  readonly last: number;
  /** The largest number accepted: above `last` only for day of week, where 7 is Sunday again. */
  readonly highest: number;
  /** Full upper-case names in order, the first standing for `first`; the first three letters will do. */
  readonly names: readonly string[];
}

/** A field as met in one expression: what may be written, what is, and where it stands. */
export interface FieldText {
  readonly range: FieldRange;
  readonly text: string;
  readonly place: CronFieldPlace;
}

/**
 * Reads one term of a list: `*`, `5`, `MON`, `1-5`, `22-3` (round the end), any of them with a step such as `/10`.
 * `5/10` means from 5 to the end in steps of 10.
 * @returns the values meant, each within first..last, in the order counted
 * @throws CronError placed at the field
 */
export function readTerm(term: string, field: FieldText): number[] {
  const { range } = field;
  const [base = "", stepText, ...extra] = term.split("/");
  if (extra.length > 0) throw fieldError(field, `"${term}" has more than one step`, "Keep one /step.");
  const step = stepText === undefined ? 1 : readStep(stepText, term, field);
  if (base === "*") return count(range, range.first, range.last, step);

  const [fromText = "", toText, ...more] = base.split("-");
  if (more.length > 0) throw fieldError(field, `"${base}" is not a range`, "Write a range as from-to, such as 1-5.");
  const from = readValue(fromText, term, field);
  if (toText === undefined) {
    const start = wrap(range, from);
    return stepText === undefined ? [start] : count(range, start, range.last, step);
  }
  const to = readValue(toText, term, field);
  return count(range, from, to < from ? to + sizeOf(range) : to, step);
}

/**
 * Reads a single number or name.
 * @returns a value in first..highest, not yet brought into first..last
 * @throws CronError placed at the field
 */
export function readValue(text: string, term: string, field: FieldText): number {
  const { range } = field;
  const upper = text.toUpperCase();
  const named = range.names.findIndex((name) => upper === name || upper === name.slice(0, 3));
  if (named >= 0) return range.first + named;
  if (!/^\d{1,4}$/.test(text)) {
    const what = text === "" ? `"${term}" is incomplete` : `"${text}" is not understood`;
    throw fieldError(field, what, `Use ${allowed(range)}, or * for every ${range.name}.`);
  }
  const value = Number(text);
  if (value < range.first || value > range.highest) {
    throw fieldError(field, `${text} is out of range`, `Use ${allowed(range)}.`);
  }
  return value;
}

/** Brings a value counted past the end (or the 7 of Sunday) back into first..last. */
export function wrap(range: FieldRange, value: number): number {
  return ((value - range.first) % sizeOf(range)) + range.first;
}

export function sizeOf(range: FieldRange): number {
  return range.last - range.first + 1;
}

/** The error for one field: the message starts with its name, so that it stands on its own in a terminal. */
export function fieldError(field: FieldText, what: string, remedy: string): CronError {
  return new CronError(`${field.range.name}: ${what}`, remedy, field.place);
}

/** A longer step would quietly match the first value alone: a step of 90 minutes would be hourly. So it is refused. */
function readStep(text: string, term: string, field: FieldText): number {
  const size = sizeOf(field.range);
  const step = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (step >= 1 && step <= size) return step;
  const remedy =
    step > size
      ? `Use a step from 1 to ${String(size)}; for anything longer, choose an interval instead of cron.`
      : `Write a whole number from 1 to ${String(size)} after the slash.`;
  throw fieldError(field, `"${term}" has no usable step`, remedy);
}

function count(range: FieldRange, from: number, to: number, step: number): number[] {
  const values: number[] = [];
  for (let value = from; value <= to; value += step) values.push(wrap(range, value));
  return values;
}

function allowed(range: FieldRange): string {
  const numbers = `${String(range.first)} to ${String(range.highest)}`;
  const [first, last] = [range.names.at(0), range.names.at(-1)];
  return first && last ? `${numbers} or ${first.slice(0, 3)} to ${last.slice(0, 3)}` : numbers;
}
