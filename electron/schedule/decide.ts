import type { MissedPolicy, OccurrenceCause, OccurrenceDecision, OverlapPolicy } from "../../shared/words.ts";
import { holdAt, joinHolds, type Hold, type Holding, type ServerBlock } from "./calendar-holds.ts";
import { punctualMs } from "./catch-up-start.ts";
import {
  alsoLeftOut,
  blockWords,
  caughtUpWords,
  missedWords,
  nowBlockedWords,
  overlapWords,
  runsUsedUpWords,
} from "./decision-words.ts";

export interface DecisionPolicies {
  readonly missed: MissedPolicy;
  readonly missedWindowMs: number;
  readonly overlap: OverlapPolicy;
  /** The zone in which times are told. */
  readonly timezone: string;
}

export interface DecisionQuestion {
  /** Due instants to decide on, oldest first, epoch milliseconds. */
  readonly due: readonly number[];
  readonly now: number;
  /** Late instants before this one are not caught up; see `findCatchUpStart`. */
  readonly catchUpFrom: number;
  readonly policies: DecisionPolicies;
  /** Jobs of the event that are under way, and that wait. */
  readonly underWay: number;
  readonly waiting: number;
  /** How many jobs the schedule may still make, and how many it may make in all; Infinity without a maximum. */
  readonly runsLeft: number;
  readonly maxRuns: number;
  readonly holding: Holding | undefined;
}

export interface DecidedJob {
  readonly exclusive: boolean;
  readonly replaces: boolean;
  /** The servers that are left when calendars leave some out; undefined for all. */
  readonly servers: readonly number[] | undefined;
}

export interface DecidedOccurrence {
  readonly dueAt: number;
  readonly decision: OccurrenceDecision;
  readonly cause: OccurrenceCause;
  readonly reason: string;
  /** Name of the calendar that kept it from running. */
  readonly calendar: string | null;
  /** Set when a job is to be queued for it. */
  readonly job: DecidedJob | undefined;
}

/**
 * Decides what becomes of each due instant. Pure: the same question always has the same answer. What comes first
 * counts: the maximum of runs, a calendar that blocks the instant, the policy on late ones, a calendar that blocks the
 * moment of catching up, overlap.
 */
export function decideOccurrences(question: DecisionQuestion): readonly DecidedOccurrence[] {
  let state: Counts = { underWay: question.underWay, waiting: question.waiting, runsLeft: question.runsLeft };
  return question.due.map((dueAt) => {
    const decided = decideOne(question, state, dueAt);
    if (decided.job !== undefined) {
      const underWay = decided.job.replaces ? 0 : state.underWay;
      state = { underWay, waiting: state.waiting + 1, runsLeft: state.runsLeft - 1 };
    }
    return decided;
  });
}

interface Counts {
  readonly underWay: number;
  readonly waiting: number;
  readonly runsLeft: number;
}

function decideOne(question: DecisionQuestion, counts: Counts, dueAt: number): DecidedOccurrence {
  const { now, policies, holding } = question;
  if (counts.runsLeft <= 0) return refused(dueAt, "skipped", "runs_used_up", runsUsedUpWords(question.maxRuns));
  const due = holdAt(holding, dueAt);
  if (due.kind === "blocked") return blocked(dueAt, due, blockWords(due, policies.timezone));

  const latenessMs = now - dueAt;
  const late = latenessMs > punctualMs;
  if (late) {
    const cause = judgeLate(question, dueAt);
    if (cause !== undefined) return refused(dueAt, "missed", cause, missedWords(cause, latenessMs));
  }
  const hold = late ? joinHolds(holding, due, holdAt(holding, now)) : due;
  if (hold.kind === "blocked") return blocked(dueAt, hold, nowBlockedWords(hold, policies.timezone, latenessMs));

  const serialised = late && policies.missed === "all";
  const overlap = judgeOverlap(serialised ? "serialise" : policies.overlap, counts);
  if ("skipped" in overlap) return refused(dueAt, "skipped", overlap.skipped, overlapWords[overlap.skipped]);
  const leftOut = hold.kind === "narrowed" ? hold.leftOut : [];
  const reason = `${late ? caughtUpWords(latenessMs) : "on time"}${alsoLeftOut(leftOut, policies.timezone)}`;
  return {
    dueAt,
    decision: late ? "catch_up" : "run",
    cause: late ? "caught_up" : "on_time",
    reason,
    calendar: null,
    job: { ...overlap, servers: leftOut.length === 0 ? undefined : remaining(holding, leftOut) },
  };
}

function remaining(holding: Holding | undefined, leftOut: readonly ServerBlock[]): readonly number[] {
  const out = new Set(leftOut.map(({ server }) => server.id));
  return (holding?.servers ?? []).map(({ id }) => id).filter((id) => !out.has(id));
}

function refused(
  dueAt: number,
  decision: "skipped" | "missed",
  cause: OccurrenceCause,
  reason: string,
): DecidedOccurrence {
  return { dueAt, decision, cause, reason, calendar: null, job: undefined };
}

function blocked(dueAt: number, hold: Extract<Hold, { kind: "blocked" }>, reason: string): DecidedOccurrence {
  return { ...refused(dueAt, "skipped", "calendar", reason), calendar: hold.block.calendar };
}

/** @returns why a late instant is not caught up; undefined when it is */
function judgeLate(question: DecisionQuestion, dueAt: number): MissedCause | undefined {
  const { now, catchUpFrom, policies } = question;
  if (policies.missed === "none") return "not_caught_up";
  if (now - dueAt > policies.missedWindowMs) return "too_old";
  if (dueAt >= catchUpFrom) return undefined;
  return policies.missed === "latest" ? "superseded" : "over_cap";
}

export type MissedCause = Extract<OccurrenceCause, "not_caught_up" | "too_old" | "superseded" | "over_cap">;

function judgeOverlap(
  policy: OverlapPolicy | "serialise",
  { underWay, waiting }: Counts,
): { readonly skipped: "overlap" | "one_waits" } | { readonly exclusive: boolean; readonly replaces: boolean } {
  const unfinished = underWay + waiting;
  switch (policy) {
    case "allow":
      return { exclusive: false, replaces: false };
    case "serialise":
      return { exclusive: true, replaces: false };
    case "skip":
      return unfinished > 0 ? { skipped: "overlap" } : { exclusive: false, replaces: false };
    case "queue":
      return waiting > 0 ? { skipped: "one_waits" } : { exclusive: true, replaces: false };
    case "replace":
      return { exclusive: true, replaces: unfinished > 0 };
  }
}
