import type { DueSource } from "./due-source.ts";
import { followOpenings, type Opening, type WindowMark, type WindowSource } from "./window-source.ts";

/** A window that begins at the instants of a source and stays open for a time as it passes, whatever clocks show. */
export function createRecurringSource(begins: DueSource, durationMs: number, mark: WindowMark): WindowSource {
  const openingFrom = (fromMs: number): Opening => ({ fromMs, untilMs: fromMs + durationMs, ...mark });
  function at(instantMs: number): Opening | undefined {
    // All are equally long: the last to begin is the last to end.
    const fromMs = begins.previous(instantMs + 1);
    return fromMs !== null && fromMs + durationMs > instantMs ? openingFrom(fromMs) : undefined;
  }

  return {
    at,
    reach: (instantMs, limitMs, allowance) => followOpenings(at, instantMs, limitMs, allowance),
    next: (afterMs) => begins.next(afterMs),
    *list(fromMs, untilMs) {
      let begin = begins.next(fromMs - durationMs);
      while (begin !== null && begin < untilMs) {
        yield openingFrom(begin);
        begin = begins.next(begin);
      }
    },
  };
}
