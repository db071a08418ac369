import type { Forecast, ForecastRow, WindowSpan } from "../../bridge/views.ts";
import type { ClockChange } from "./clock-change-words.ts";

/** Something on a line of the timeline that one can stop at, by arrow key or with the pointer. */
export type Stop =
  | { readonly kind: "start"; readonly atMs: number; readonly eventId: number; readonly eventName: string }
  | { readonly kind: "blocked"; readonly atMs: number; readonly eventName: string; readonly calendar: string }
  | { readonly kind: "starts"; readonly atMs: number; readonly untilMs: number; readonly count: number }
  | { readonly kind: "window"; readonly atMs: number; readonly untilMs: number; readonly span: WindowSpan }
  | { readonly kind: "clock"; readonly atMs: number; readonly change: ClockChange };

/** Marks closer than this cannot be told apart and are drawn as bars of how many there are, pixels. */
const apart = 5;

/** Whether a row has too many instants, or too close, to be drawn one by one. */
export function isCrowded(row: ForecastRow, width: number): boolean {
  return row.instants.length < row.count || row.instants.length * apart > width;
}

/** The bars of a row or of the load: each bucket that has any starts. */
export function barStops(
  counts: readonly number[],
  { fromMs, untilMs, bucketMs }: Pick<Forecast, "fromMs" | "untilMs" | "bucketMs">,
): readonly Stop[] {
  return counts.flatMap((count, bucket) => {
    const atMs = fromMs + bucket * bucketMs;
    return count === 0 ? [] : [{ kind: "starts" as const, atMs, untilMs: Math.min(untilMs, atMs + bucketMs), count }];
  });
}

/** Everything to stop at in a row, in the order of time. */
export function rowStops(row: ForecastRow, forecast: Forecast, width: number): readonly Stop[] {
  const starts: readonly Stop[] = isCrowded(row, width)
    ? barStops(row.counts, forecast)
    : row.instants.map((instant) => ({ kind: "start" as const, ...instant }));
  const blocked = row.blocked.map((instant) => ({ kind: "blocked" as const, ...instant }));
  return blocked.length === 0 ? starts : [...starts, ...blocked].toSorted((left, right) => left.atMs - right.atMs);
}

/** The stop an arrow key leads to. Without one so far: the first at or after `nowMs`, or the last before it. */
export function nextStop(
  stops: readonly { readonly atMs: number }[],
  current: number | undefined,
  direction: -1 | 1,
  nowMs: number,
): number | undefined {
  if (stops.length === 0) return undefined;
  if (current !== undefined) return Math.min(stops.length - 1, Math.max(0, current + direction));
  const ahead = stops.findIndex(({ atMs }) => atMs >= nowMs);
  if (ahead === -1) return stops.length - 1;
  return direction === 1 ? ahead : Math.max(0, ahead - 1);
}

/**
 * The stop nearest to a place.
 * @param placeOf where a stop lies, pixels: from and to
 * @param reach how far away it may be, pixels
 */
export function stopNear(
  stops: readonly Stop[],
  x: number,
  placeOf: (stop: Stop) => readonly [number, number],
  reach: number,
): number | undefined {
  let found: number | undefined;
  let best = reach;
  for (const [index, stop] of stops.entries()) {
    const [from, until] = placeOf(stop);
    const distance = x < from ? from - x : x > until ? x - until : 0;
    if (distance > best || (distance === best && found !== undefined)) continue;
    best = distance;
    found = index;
  }
  return found;
}
