import type { MissedPolicy } from "../../shared/words.ts";
import { blockedSince, holdAt, type Holding } from "./calendar-holds.ts";
import { previousDue, type CompiledSchedule } from "./due.ts";

/** An instant acted on within this time is on time; later it counts as missed and the policy decides. Milliseconds. */
export const punctualMs = 10_000;

export interface CatchUpQuestion {
  readonly now: number;
  readonly missed: MissedPolicy;
  readonly missedWindowMs: number;
  readonly missedCap: number;
  readonly holding: Holding | undefined;
}

/**
 * The earliest instant that is caught up. For `latest` that is the newest due instant up to now, punctual or late; for
 * `all` the late ones are counted back up to the cap. Instants that a calendar blocks and those beyond the window do
 * not count.
 * @returns epoch milliseconds, Infinity when there is none
 */
export function findCatchUpStart(compiled: CompiledSchedule, question: CatchUpQuestion): number {
  const { now, missed, missedWindowMs, missedCap, holding } = question;
  if (missed === "none") return Infinity;
  const wanted = missed === "latest" ? 1 : missedCap;
  const oldest = now - missedWindowMs;
  let start = Infinity;
  let found = 0;
  let at = previousDue(compiled, missed === "latest" ? now + 1 : now - punctualMs);
  while (at !== null && at >= oldest && found < wanted) {
    if (holding === undefined || holdAt(holding, at).kind !== "blocked") {
      start = at;
      found += 1;
      at = previousDue(compiled, at);
    } else {
      at = previousDue(compiled, blockedSince(holding, at, oldest));
    }
  }
  return start;
}
