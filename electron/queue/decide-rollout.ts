import type { Rollout } from "../../shared/rollout.ts";

/** How far the work of an attempt has come on one server. Times are epoch milliseconds. */
export type RolloutPlace =
  /** `notBefore`: it cannot be reached, and nothing is begun there earlier. */
  | { readonly state: "waiting"; readonly notBefore?: number | undefined }
  | { readonly state: "under_way" }
  /** `endedAt` is absent when it ended in an earlier attempt. */
  | { readonly state: "succeeded" | "failed"; readonly endedAt?: number | undefined };

export interface RolloutDecision {
  /** Places where it begins now, by their number in the list. */
  readonly begin: readonly number[];
  /** When there is something to decide even if nothing has ended by then, epoch milliseconds. */
  readonly lookAt: number | undefined;
}

const nothing: RolloutDecision = { begin: [], lookAt: undefined };

/**
 * Decides where it begins next, from what has happened alone: so a process that takes up the attempt decides just as
 * the one before it would have.
 * @param places all servers of the attempt, in their order; those that have succeeded before, too
 */
export function decideRollout(rollout: Rollout, places: readonly RolloutPlace[], now: number): RolloutDecision {
  const { atOnce, canary, pauseMs } = rollout;
  if (hasStopped(rollout, places)) return nothing;
  const first = places.slice(0, canary);
  const reach = first.every(({ state }) => state === "succeeded") ? places.length : canary;
  const waiting = places.flatMap((place, number) => (place.state === "waiting" && number < reach ? [number] : []));
  if (waiting.length === 0) return nothing;

  const underWay = places.filter(({ state }) => state === "under_way").length;
  if (pauseMs > 0) {
    if (underWay > 0) return nothing;
    const lastEnd = Math.max(...places.map((place) => ("endedAt" in place ? (place.endedAt ?? 0) : 0)));
    if (lastEnd > 0 && now < lastEnd + pauseMs) return { begin: [], lookAt: lastEnd + pauseMs };
  }
  const room = (atOnce ?? Infinity) - underWay;
  const begin = waiting.filter((number) => heldUntil(places[number]) <= now).slice(0, Math.max(0, room));
  const held = waiting.map((number) => heldUntil(places[number])).filter((at) => at > now);
  const looksForHeld = begin.length < room && held.length > 0;
  return { begin, lookAt: looksForHeld ? Math.min(...held) : undefined };
}

/** Whether it is begun on no further server, as it failed on too many or on one of the first. */
function hasStopped({ canary, stopAfterFailures }: Rollout, places: readonly RolloutPlace[]): boolean {
  if (places.slice(0, canary).some(({ state }) => state === "failed")) return true;
  const failures = places.filter(({ state }) => state === "failed").length;
  return stopAfterFailures !== null && failures >= stopAfterFailures;
}

function heldUntil(place: RolloutPlace | undefined): number {
  return place?.state === "waiting" ? (place.notBefore ?? 0) : 0;
}
