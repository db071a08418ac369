import type { Overview } from "../../bridge/views.ts";
import { counted } from "../../ui/plural.ts";
import type { SchedulerState } from "../../ui/scheduler-state.ts";
import type { Tone } from "../../ui/status-looks.ts";

/** The answer to "is everything all right?". */
export interface Verdict {
  readonly kind: "fine" | "trouble" | "attention" | "unused" | "unknown";
  readonly tone: Tone;
  readonly headline: string;
  /** What else is worth knowing, the most important first. */
  readonly remarks: readonly string[];
}

function failures({ lastDay }: Overview): string | undefined {
  const all = lastDay.completed + lastDay.failed + lastDay.other;
  if (lastDay.failed === 0) return undefined;
  return `${lastDay.failed.toLocaleString("en-GB")} of ${counted(all, "job")} failed in the last 24 hours`;
}

function missed({ missedLastDay }: Overview): string | undefined {
  return missedLastDay === 0
    ? undefined
    : `${counted(missedLastDay, "due run was", "due runs were")} missed in the last 24 hours`;
}

function activity({ events, lastDay }: Overview): string {
  const done = lastDay.completed === 0 ? "no job has finished" : `${counted(lastDay.completed, "job")} completed`;
  return `${counted(events.active, "event")} active, ${done} in the last 24 hours`;
}

/**
 * Judges the whole.
 * @param scheduler how the scheduler is
 * @param needs how many things wait for a person
 */
export function judge(overview: Overview, scheduler: SchedulerState, needs: number): Verdict {
  const facts = [failures(overview), missed(overview)].filter((fact) => fact !== undefined);
  const late = scheduler.kind === "late" ? [`The scheduler is ${scheduler.words.toLowerCase()}`] : [];
  if (scheduler.kind === "unreachable") {
    return {
      kind: "unknown",
      tone: "unknown",
      headline: "Not known at the moment",
      remarks: ["Cronium cannot be asked."],
    };
  }
  if (scheduler.kind === "stopped") {
    return {
      kind: "trouble",
      tone: "failed",
      headline: "Nothing is being scheduled",
      remarks: ["Cronium is not running on this data directory.", ...facts],
    };
  }
  if (scheduler.kind === "failing") {
    return {
      kind: "trouble",
      tone: "failed",
      headline: "The scheduler cannot do its work",
      remarks: [
        ...(scheduler.detail === undefined
          ? []
          : [`${scheduler.detail.charAt(0).toUpperCase()}${scheduler.detail.slice(1)}`]),
        scheduler.words,
        ...facts,
      ],
    };
  }
  if (needs > 0) {
    const headline = `${counted(needs, "thing needs", "things need")} you`;
    return { kind: "attention", tone: "attention", headline, remarks: [...late, ...facts] };
  }
  if (late[0] !== undefined)
    return { kind: "trouble", tone: "timeout", headline: late[0], remarks: [...facts, activity(overview)] };
  const [first, ...rest] = facts;
  if (first !== undefined) {
    return {
      kind: "trouble",
      tone: overview.lastDay.failed > 0 ? "failed" : "partial",
      headline: first,
      remarks: [...rest, activity(overview)],
    };
  }
  if (overview.events.total === 0) {
    return { kind: "unused", tone: "queued", headline: "Nothing is scheduled yet", remarks: [] };
  }
  return { kind: "fine", tone: "completed", headline: "Everything is all right", remarks: [activity(overview)] };
}
