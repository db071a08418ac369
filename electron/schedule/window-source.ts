import type { WindowEffect } from "../../shared/words.ts";
import type { Span } from "./wall-span.ts";

/** What all openings of a window have in common. */
export interface WindowMark {
  readonly effect: WindowEffect;
  readonly label: string | undefined;
}

/** One time a window is open. */
export interface Opening extends Span, WindowMark {}

/** How many more openings may be looked for: whatever windows there are, following them must end soon. */
export interface LinkAllowance {
  left: number;
}

/** When windows are open. All instants are epoch milliseconds. */
export interface WindowSource {
  /** Of the openings that hold the instant, the one that ends last. */
  at(instantMs: number): Opening | undefined;
  /**
   * How far openings that overlap or adjoin go on from an instant: the instant itself when none holds it. No further
   * than the first end past `limitMs`, and than the allowance lasts.
   */
  reach(instantMs: number, limitMs: number, allowance: LinkAllowance): number;
  /** When the first opening strictly after begins; null when there is none in 1970–2100. */
  next(afterMs: number): number | null;
  /** Openings that overlap [fromMs, untilMs), by when they begin, each computed only when asked for. */
  list(fromMs: number, untilMs: number): Iterable<Opening>;
}

/** Follows openings from one to the next. See `reach`. */
export function followOpenings(
  at: WindowSource["at"],
  instantMs: number,
  limitMs: number,
  allowance: LinkAllowance,
): number {
  let reachedMs = instantMs;
  while (reachedMs <= limitMs && allowance.left > 0) {
    allowance.left -= 1;
    const opening = at(reachedMs);
    if (opening === undefined) break;
    reachedMs = opening.untilMs;
  }
  return reachedMs;
}

/** Many sources as one. */
export function joinSources(sources: readonly WindowSource[]): WindowSource {
  const [only] = sources;
  if (sources.length === 1 && only !== undefined) return only;
  return {
    at(instantMs) {
      let furthest: Opening | undefined;
      for (const source of sources) {
        const opening = source.at(instantMs);
        if (opening !== undefined && !(furthest && furthest.untilMs >= opening.untilMs)) furthest = opening;
      }
      return furthest;
    },
    reach(instantMs, limitMs, allowance) {
      // Each is followed as far as it goes before the next is asked, which spares asking all of them at every step.
      let reachedMs = instantMs;
      for (let before = NaN; reachedMs !== before && reachedMs <= limitMs && allowance.left > 0;) {
        before = reachedMs;
        for (const source of sources) {
          if (reachedMs <= limitMs) reachedMs = source.reach(reachedMs, limitMs, allowance);
        }
      }
      return reachedMs;
    },
    next(afterMs) {
      let first = Infinity;
      for (const source of sources) first = Math.min(first, source.next(afterMs) ?? Infinity);
      return first === Infinity ? null : first;
    },
    *list(fromMs, untilMs) {
      const lists = sources.map((source) => source.list(fromMs, untilMs)[Symbol.iterator]());
      const heads = lists.map((list) => list.next());
      for (;;) {
        let first = -1;
        let earliest: Opening | undefined;
        for (const [index, head] of heads.entries()) {
          if (head.done === true || (earliest && earliest.fromMs <= head.value.fromMs)) continue;
          first = index;
          earliest = head.value;
        }
        const list = lists[first];
        if (earliest === undefined || list === undefined) return;
        yield earliest;
        heads[first] = list.next();
      }
    },
  };
}
