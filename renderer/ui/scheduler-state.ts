import type { SystemStatus } from "../bridge/views.ts";
import { elapsedText, stopwatchText } from "../time/format-duration.ts";
import type { Tone } from "./status-looks.ts";

export interface SchedulerState {
  readonly kind: "fine" | "late" | "failing" | "stopped" | "unreachable";
  readonly words: string;
  /** What went wrong, when it is failing. */
  readonly detail?: string;
  readonly tone: Tone;
}

/** Later than this is told, milliseconds. The product promises one second. */
const tolerableMs = 2_000;

/** A lag beyond this was an absence, milliseconds: it is over once nothing is overdue, and is told elsewhere. */
const absenceMs = 60_000;

/**
 * How the scheduler is, in two words.
 * @param status undefined while the core cannot be asked
 * @param now epoch milliseconds
 */
export function schedulerState(status: SystemStatus | undefined, now: number): SchedulerState {
  if (status === undefined) return { kind: "unreachable", words: "Not known", tone: "unknown" };
  if (!status.running) return { kind: "stopped", words: "Not running", tone: "failed" };
  const { problem } = status.scheduler;
  if (problem !== undefined) {
    return {
      kind: "failing",
      words: `Failing for ${stopwatchText(now - problem.since)}`,
      tone: "failed",
      detail: problem.message,
    };
  }
  const overdueMs = status.scheduler.nextDueAt === undefined ? 0 : now - status.scheduler.nextDueAt;
  // An answer may be some seconds old: a due instant just behind us has most likely been acted on.
  const overdue = overdueMs > 3 * tolerableMs;
  const { lagMs } = status.scheduler;
  const lateMs = Math.max(lagMs > absenceMs && !overdue ? 0 : lagMs, overdue ? overdueMs : 0);
  if (lateMs > tolerableMs) return { kind: "late", words: `Late by ${elapsedText(lateMs)}`, tone: "timeout" };
  return { kind: "fine", words: "On time", tone: "completed" };
}
