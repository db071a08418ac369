import type { JobSummary } from "../../bridge/views.ts";

/** How an event's latest finished jobs went. */
export interface RunRecord {
  /** Those that ended by themselves: cancelled ones say nothing about the event. */
  readonly judged: number;
  readonly completed: number;
  /** Mean length of the completed ones, milliseconds; undefined of none. */
  readonly averageMs: number | undefined;
  /** Lengths of the completed ones, newest first: what a run is compared with. */
  readonly durations: readonly number[];
}

type Finished = Pick<JobSummary, "status" | "durationMs">;

/** @param jobs newest first; unfinished and cancelled ones are left out of account */
export function recordOf(jobs: readonly Finished[]): RunRecord {
  const judged = jobs.filter(({ status }) => !["queued", "claimed", "running", "cancelled"].includes(status));
  const completed = judged.filter(({ status }) => status === "completed");
  const durations = completed.flatMap(({ durationMs }) => (durationMs === undefined ? [] : [durationMs]));
  const total = durations.reduce((sum, duration) => sum + duration, 0);
  return {
    judged: judged.length,
    completed: completed.length,
    averageMs: durations.length === 0 ? undefined : total / durations.length,
    durations,
  };
}

/** A share as a whole percentage that says 0 and 100 only where it is true. */
export function percentText(part: number, whole: number): string {
  if (part === 0 || part === whole) return part === 0 ? "0 %" : "100 %";
  return `${String(Math.min(99, Math.max(1, Math.round((part / whole) * 100))))} %`;
}
