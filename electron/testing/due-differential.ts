import { compileSchedule, dueBetween, previousDue, type CompiledSchedule } from "../schedule/due.ts";
import { CronError } from "../schedule/schedule-errors.ts";
import { dueByBruteForce } from "./brute-force-due.ts";
import { chooseDueCases, type DueCase } from "./due-cases.ts";
import { createSeededRandom } from "./seeded-random.ts";

export interface DueDifference extends DueCase {
  readonly timezone: string;
  readonly expected: readonly number[];
  readonly forwards: readonly number[];
  readonly backwards: readonly number[];
}

export interface DifferentialResult {
  readonly cases: number;
  readonly zones: number;
  /** Due instants the oracle found over all cases: evidence that the cases are not empty. */
  readonly instants: number;
  readonly differences: readonly DueDifference[];
}

const casesPerClock = 20;

/**
 * Compares the engine, forwards and backwards, with the brute-force oracle on random (cron, zone, window) cases around
 * the clock changes of every zone of the platform. The same seed gives the same cases.
 */
export function runDueDifferential(wantedCases: number, seed: number): DifferentialResult {
  const random = createSeededRandom(seed);
  const timezones = random.shuffle(Intl.supportedValuesOf("timeZone"));
  const visited = new Set<string>();
  const differences: DueDifference[] = [];
  let cases = 0;
  let instants = 0;
  for (let turn = 0; cases < wantedCases; turn += 1) {
    const timezone = timezones[turn % timezones.length] ?? "UTC";
    visited.add(timezone);
    const group = chooseDueCases(timezone, Math.min(casesPerClock, wantedCases - cases), random);
    for (const { cron, fromMs, untilMs } of group.cases) {
      const compiled = compileIfPossible(cron, timezone);
      if (!compiled) continue;
      const expected = dueByBruteForce(cron, group.clock, fromMs, untilMs);
      const forwards = dueBetween(compiled, fromMs, untilMs);
      const backwards = dueBackwards(compiled, fromMs, untilMs);
      if (!sameNumbers(expected, forwards) || !sameNumbers(expected, backwards)) {
        differences.push({ cron, timezone, fromMs, untilMs, expected, forwards, backwards });
      }
      cases += 1;
      instants += expected.length;
    }
  }
  return { cases, zones: visited.size, instants, differences };
}

/** Random fields may name a date that never comes; refusing it is right, and no case. */
function compileIfPossible(cron: string, timezone: string): CompiledSchedule | undefined {
  try {
    return compileSchedule({ kind: "cron", cron, timezone });
  } catch (error) {
    if (error instanceof CronError && error.message.includes("never comes")) return undefined;
    throw error;
  }
}

function dueBackwards(compiled: CompiledSchedule, fromMs: number, untilMs: number): number[] {
  const instants: number[] = [];
  let due = previousDue(compiled, untilMs + 1);
  while (due !== null && due > fromMs) {
    instants.push(due);
    due = previousDue(compiled, due);
  }
  return instants.reverse();
}

function sameNumbers(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}
