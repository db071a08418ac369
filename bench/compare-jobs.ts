import { timeRow, type BenchRow } from "./bench-row.ts";
import type { JobTimer } from "./job-timer.ts";
import { interleave } from "./samples.ts";
import type { RunTiming } from "./time-command.ts";

/** Says something at once and something at the end, and does nothing in between. */
export const script = "echo first\necho last\n";

/** What a job may take longer than its baseline, milliseconds: for durable bookkeeping and for the way to the reader. */
const allowedMs = 50;

export interface JobComparison {
  /** First word of the rows. */
  readonly name: string;
  readonly against: string;
  readonly count: number;
  readonly timer: JobTimer;
  readonly eventId: number;
  readonly baseline: () => Promise<RunTiming>;
  /** True when the baseline's end includes the removal of what it ran in. */
  readonly baselineRemoves: boolean;
}

/** Rows for a job beside the plain command that does the same. */
export async function compareJobs(comparison: JobComparison): Promise<BenchRow[]> {
  const { name, against, count, timer, eventId, baselineRemoves } = comparison;
  const { ours, baseline } = await interleave<RunTiming & { readonly cleanMs?: number }>(
    { count, warmUp: 2 },
    () => timer.time(eventId),
    comparison.baseline,
  );
  const row = (what: string, times: readonly number[], baselineTimes: readonly number[]): BenchRow =>
    timeRow({ name: `${name}: ${what}`, ours: times, baseline: baselineTimes, allowedMs, against });
  const firstLines = (timings: readonly RunTiming[]): number[] => timings.map((timing) => timing.firstLineMs);
  const ends = (timings: readonly RunTiming[]): number[] => timings.map((timing) => timing.endMs);
  const rows = [
    row("to the first line", firstLines(ours), firstLines(baseline)),
    row("to the end", ends(ours), ends(baseline)),
  ];
  if (!baselineRemoves) return rows;
  const removals = ours.map((timing) => timing.cleanMs ?? NaN);
  return [...rows, row("to its removal", removals, ends(baseline))];
}
