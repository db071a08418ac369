import { median } from "./samples.ts";

/** One line of the benchmark table: ours beside what it is measured against, in the same run. */
export interface BenchRow {
  readonly name: string;
  readonly ours: number;
  /** Absent where there is nothing to compare with. */
  readonly baseline: number | undefined;
  /** Of `ours` and `baseline` alike, such as "jobs/s" or "ms". */
  readonly unit: string;
  /** How many times better ours is: above 1 is better, whatever the unit. Absent without a baseline. */
  readonly ratio: number | undefined;
  /** What the row is expected to reach, in words, such as "at least 5 times croner"; empty when nothing is promised. */
  readonly goal: string;
  /** The fastest sample of each, in the row's unit: a busy machine only ever adds time. Absent where none is kept. */
  readonly best?: { readonly ours: number; readonly baseline: number };
  /** Whether the goal was reached in this run; absent when nothing is promised. */
  readonly met: boolean | undefined;
}

/** How many samples a part takes when the full number is `full`: all of them, or few to see that it works. */
export type Scale = (full: number) => number;

export interface TimeFigures {
  readonly name: string;
  /** Samples of each, milliseconds. The medians are compared. */
  readonly ours: readonly number[];
  readonly baseline: readonly number[];
  /** What ours may take longer than the baseline, milliseconds. */
  readonly allowedMs: number;
  /** What the baseline is, in words. */
  readonly against: string;
}

/** A row of two times, where less is better. */
export function timeRow({ name, ours, baseline, allowedMs, against }: TimeFigures): BenchRow {
  const [oursMs, baselineMs] = [median(ours), median(baseline)];
  return {
    name,
    ours: oursMs,
    baseline: baselineMs,
    unit: "ms",
    ratio: baselineMs / oursMs,
    best: { ours: Math.min(...ours), baseline: Math.min(...baseline) },
    goal: `${against} + ${String(allowedMs)} ms`,
    met: oursMs <= baselineMs + allowedMs,
  };
}

export interface RateFigures {
  readonly name: string;
  readonly ours: number;
  /** Undefined where there is nothing to compare with. */
  readonly baseline: number | undefined;
  readonly unit: string;
  readonly goal?: string;
  readonly met?: boolean | undefined;
}

/** A row of two rates, where more is better. */
export function rateRow({ name, ours, baseline, unit, goal = "", met }: RateFigures): BenchRow {
  return { name, ours, baseline, unit, ratio: baseline === undefined ? undefined : ours / baseline, goal, met };
}

export interface LimitFigures {
  readonly name: string;
  readonly ours: number;
  readonly baseline?: number;
  readonly unit: string;
  /** The most ours may be; absent when nothing is promised. */
  readonly atMost?: number | undefined;
}

/** A row of something of which less is better, with a limit of its own. */
export function limitRow({ name, ours, baseline, unit, atMost }: LimitFigures): BenchRow {
  return {
    name,
    ours,
    baseline,
    unit,
    ratio: baseline === undefined ? undefined : baseline / ours,
    goal: atMost === undefined ? "" : `at most ${atMost.toLocaleString("en")} ${unit}`,
    met: atMost === undefined ? undefined : ours <= atMost,
  };
}
