import { instantOfLocal } from "./local-time.ts";
import type { Stretch, Zone } from "./zone.ts";

/** A stretch of time: [fromMs, untilMs), epoch milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** No zone is further from UTC, seconds. */
const largestOffset = 26 * 3600;

/**
 * The shortest stretch that holds every instant at which a zone's clock shows a time in [fromLocal, untilLocal). So a
 * time that is skipped begins, or ends, at the first instant after the gap; where the clock is set back within the
 * window or at one of its ends, it begins the first time and ends the last.
 * @param fromLocal seconds on the clock since it showed 1970-01-01 00:00:00, like `untilLocal`
 * @returns undefined when the clock skips all of it
 */
export function wallSpan(fromLocal: number, untilLocal: number, zone: Zone): Span | undefined {
  const from = instantOfLocal(fromLocal, zone);
  const until = instantAfterLocal(untilLocal, zone);
  return from < until ? { fromMs: from * 1000, untilMs: until * 1000 } : undefined;
}

/** The first instant from which on a zone's clock shows no time before `local` any more. Epoch seconds. */
function instantAfterLocal(local: number, zone: Zone): number {
  let stretch: Stretch = zone.stretchAt(local + largestOffset);
  while (stretch.from + stretch.offset >= local) stretch = zone.stretchAt(stretch.from - 1);
  return Math.min(local - stretch.offset, stretch.until);
}
