import type { EventSummary } from "../../bridge/views.ts";
import { counted } from "../../ui/plural.ts";

type Counted = Pick<EventSummary, "runCount" | "failureStreak" | "schedule">;

/** What an event's counters say, each undefined where there is nothing to tell. */
export interface CounterWords {
  /** `12 of 50 runs`, or `12 runs` without a maximum. */
  readonly runs: string | undefined;
  /** `2 failures in a row; 3 pause it`. */
  readonly failures: string | undefined;
  /** A maximum is used up, or one more failure pauses it. */
  readonly near: boolean;
}

export function counterWords({ runCount, failureStreak, schedule }: Counted): CounterWords {
  const most = schedule?.maxRuns ?? undefined;
  const pausing = schedule?.pauseAfterFailures ?? undefined;
  const number = (count: number): string => count.toLocaleString("en-GB");
  const runs =
    most === undefined
      ? runCount === 0
        ? undefined
        : counted(runCount, "run")
      : `${number(runCount)} of ${counted(most, "run")}`;
  const inARow = failureStreak === 1 ? "1 failure" : `${number(failureStreak)} failures in a row`;
  const failures =
    failureStreak === 0
      ? undefined
      : pausing === undefined
        ? inARow
        : `${inARow}; ${number(pausing)} ${pausing === 1 ? "pauses" : "pause"} it`;
  const near =
    (most !== undefined && runCount >= most) ||
    (pausing !== undefined && failureStreak > 0 && failureStreak >= pausing - 1);
  return { runs, failures, near };
}

/** Activating it would be refused: its runs are used up and are not counted anew by that. */
export function runsAreUsedUp({ runCount, schedule }: Pick<Counted, "runCount" | "schedule">): boolean {
  return (
    schedule !== null && schedule.maxRuns !== null && runCount >= schedule.maxRuns && !schedule.resetRunsOnActivation
  );
}
