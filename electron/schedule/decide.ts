import type { MissedPolicy, OccurrenceDecision, OverlapPolicy } from "../../shared/words.ts";

/** An instant acted on within this time is on time; later it counts as missed and the policy decides. Milliseconds. */
const punctualMs = 10_000;

export interface DecisionPolicies {
  readonly missed: MissedPolicy;
  readonly missedWindowMs: number;
  readonly overlap: OverlapPolicy;
}

export interface DecisionQuestion {
  /** Due instants to decide on, oldest first, epoch milliseconds. */
  readonly due: readonly number[];
  readonly now: number;
  /** The newest due instant of the schedule up to now, in `due` or after it. */
  readonly newest: number;
  /** `all` catches up instants from this one on: the cap counted back from the newest. */
  readonly catchUpFrom: number;
  readonly policies: DecisionPolicies;
  /** Jobs of the event that are under way, and that wait. */
  readonly underWay: number;
  readonly waiting: number;
}

export interface DecidedOccurrence {
  readonly dueAt: number;
  readonly decision: OccurrenceDecision;
  readonly reason: string;
  /** Set when a job is to be queued for it. */
  readonly job: { readonly exclusive: boolean; readonly replaces: boolean } | undefined;
}

/** Decides what becomes of each due instant. Pure: the same question always has the same answer. */
export function decideOccurrences(question: DecisionQuestion): readonly DecidedOccurrence[] {
  const { due, now, policies } = question;
  let { underWay, waiting } = question;

  return due.map((dueAt): DecidedOccurrence => {
    const late = now - dueAt > punctualMs;
    const verdict = late ? judgeLate(question, dueAt) : "run";
    if (typeof verdict === "object") return { dueAt, decision: "missed", reason: verdict.missed, job: undefined };
    const serialised = verdict === "catch_up" && policies.missed === "all";
    const overlap = judgeOverlap(serialised ? "serialise" : policies.overlap, underWay, waiting);
    if ("skipped" in overlap) return { dueAt, decision: "skipped", reason: overlap.skipped, job: undefined };
    if (overlap.replaces) underWay = 0;
    waiting += 1;
    const reason = verdict === "run" ? "on time" : `caught up ${describeLateness(now - dueAt)} late`;
    return { dueAt, decision: verdict, reason, job: overlap };
  });
}

function judgeLate(question: DecisionQuestion, dueAt: number): "catch_up" | { readonly missed: string } {
  const { now, newest, catchUpFrom, policies } = question;
  const lateness = `the program could not act until ${describeLateness(now - dueAt)} later`;
  if (policies.missed === "none") return { missed: `${lateness}; missed runs are not caught up` };
  if (now - dueAt > policies.missedWindowMs) return { missed: `${lateness}; that is beyond the catch-up window` };
  if (policies.missed === "latest" && dueAt !== newest) return { missed: `${lateness}; only the latest is caught up` };
  if (policies.missed === "all" && dueAt < catchUpFrom) return { missed: `${lateness}; the catch-up cap was reached` };
  return "catch_up";
}

function judgeOverlap(
  policy: OverlapPolicy | "serialise",
  underWay: number,
  waiting: number,
): { readonly skipped: string } | { readonly exclusive: boolean; readonly replaces: boolean } {
  const unfinished = underWay + waiting;
  switch (policy) {
    case "allow":
      return { exclusive: false, replaces: false };
    case "serialise":
      return { exclusive: true, replaces: false };
    case "skip":
      return unfinished > 0 ? { skipped: "an earlier job is not finished" } : { exclusive: false, replaces: false };
    case "queue":
      return waiting > 0 ? { skipped: "one job already waits for its turn" } : { exclusive: true, replaces: false };
    case "replace":
      return { exclusive: true, replaces: unfinished > 0 };
  }
}

/** A lateness in the two largest units, such as `3 h 20 min`. */
export function describeLateness(milliseconds: number): string {
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1_000],
  ] as const;
  let rest = milliseconds;
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${String(count)} ${name}`);
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? "less than 1 s" : parts.join(" ");
}

/**
 * A spread for an occurrence's start, the same whenever it is asked for: FNV-1a (Fowler, Noll, Vo) over the schedule
 * and the instant.
 * @returns milliseconds in [0, jitterMs)
 */
export function jitterOf(scheduleId: number, dueAt: number, jitterMs: number): number {
  if (jitterMs === 0) return 0;
  let hash = 0x811c9dc5;
  for (const character of `${String(scheduleId)}:${String(dueAt)}`) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  }
  return Math.floor((hash / 2 ** 32) * jitterMs);
}
