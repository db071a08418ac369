import { followOpenings, type Opening, type WindowSource } from "./window-source.ts";

/** Openings that are known one by one. Any of them is found in a time that grows with the logarithm of their number. */
export function createDatedSource(openings: readonly Opening[]): WindowSource {
  const sorted = [...openings].sort((left, right) => left.fromMs - right.fromMs);
  /** For each opening, whichever up to it ends last. */
  const furthest: Opening[] = [];
  for (const opening of sorted) {
    const before = furthest.at(-1);
    furthest.push(before !== undefined && before.untilMs >= opening.untilMs ? before : opening);
  }

  /** How many begin at or before the instant. */
  function countUntil(instantMs: number): number {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle]?.fromMs ?? Infinity) <= instantMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function at(instantMs: number): Opening | undefined {
    const opening = furthest[countUntil(instantMs) - 1];
    return opening && opening.untilMs > instantMs ? opening : undefined;
  }

  return {
    at,
    reach: (instantMs, limitMs, allowance) => followOpenings(at, instantMs, limitMs, allowance),
    next: (afterMs) => sorted[countUntil(afterMs)]?.fromMs ?? null,
    *list(fromMs, untilMs) {
      for (const opening of sorted) {
        if (opening.fromMs >= untilMs) return;
        if (opening.untilMs > fromMs) yield opening;
      }
    },
  };
}
