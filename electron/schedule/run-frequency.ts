import { countDue, type CompiledSchedule } from "./due.ts";

const weekMs = 7 * 86_400_000;
/** Whole weeks, so that a weekly schedule has exactly one run in each. */
const weeksCounted = 52;

/**
 * Runs a week on average over 52 weeks from an instant (epoch milliseconds), or over what of them lies between the
 * schedule's start and end, if that is a week or more.
 */
export function runsPerWeek(compiled: CompiledSchedule, fromMs: number): number {
  const from = Math.max(fromMs, compiled.startMs);
  const until = Math.min(from + weeksCounted * weekMs, compiled.endMs + 1);
  return countDue(compiled, from - 1, until - 1) / Math.max((until - from) / weekMs, 1);
}

const weeksPerMonth = 365.2425 / 12 / 7;
const weeksPerYear = 365.2425 / 7;

/** What a change does to how often something runs, such as `3 more runs a week: 10 instead of 7`. */
export function frequencySentence(
  before: CompiledSchedule | undefined,
  after: CompiledSchedule,
  fromMs: number,
): string {
  const isOnce = after.schedule.kind === "once";
  const rateAfter = runsPerWeek(after, fromMs);
  if (before === undefined) return isOnce ? "runs once" : rateWords(rateAfter, unitOf(rateAfter));
  const rateBefore = runsPerWeek(before, fromMs);
  const wasOnce = before.schedule.kind === "once";
  if (isOnce && wasOnce) return "runs once, as before";
  if (isOnce) return `runs once instead of ${rateWords(rateBefore, unitOf(rateBefore))}`;
  if (wasOnce) return `${rateWords(rateAfter, unitOf(rateAfter))} instead of one`;
  const unit = unitOf(Math.max(rateBefore, rateAfter));
  const [was, is] = [amount(rateBefore, unit), amount(rateAfter, unit)];
  if (was === is) return `as many runs as before: ${rateWords(rateAfter, unit)}`;
  const change = numberWords(round(Math.abs(is - was)));
  const runs = Math.abs(is - was) === 1 ? "run" : "runs";
  return `${change} ${is > was ? "more" : "fewer"} ${runs} a ${unit.name}: ${numberWords(is)} instead of ${numberWords(was)}`;
}

interface Unit {
  readonly name: "week" | "month" | "year";
  readonly weeks: number;
}

/** The shortest in which there is at least one run. */
function unitOf(perWeek: number): Unit {
  if (perWeek >= 1) return { name: "week", weeks: 1 };
  // A monthly schedule has 12 runs in 52 weeks, which is a little less than one in the average month.
  if (perWeek * weeksPerMonth >= 0.95) return { name: "month", weeks: weeksPerMonth };
  return { name: "year", weeks: weeksPerYear };
}

function rateWords(perWeek: number, unit: Unit): string {
  if (perWeek === 0) return "no runs in the year ahead";
  const count = amount(perWeek, unit);
  return `${numberWords(count)} ${count === 1 ? "run" : "runs"} a ${unit.name}`;
}

function amount(perWeek: number, unit: Unit): number {
  return round(perWeek * unit.weeks);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function numberWords(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 1 });
}
