import { addDays, dateAt, startOfDate } from "../../time/dates.ts";

const dayMs = 86_400_000;

/** A date of a stretch of time and where it begins, as a share of the stretch from 0 to 1. */
export interface DayMark {
  readonly date: string;
  readonly atMs: number;
  readonly place: number;
}

/**
 * The dates that begin within a stretch, thinned out to about `most` of them.
 * @throws RangeError for an unknown zone
 */
export function dayMarks(fromMs: number, untilMs: number, zone: string, most: number): readonly DayMark[] {
  const length = untilMs - fromMs;
  const days = Math.max(1, Math.round(length / dayMs));
  const step = Math.max(1, Math.ceil(days / most));
  const marks: DayMark[] = [];
  for (let date = dateAt(fromMs, zone); ; date = addDays(date, step)) {
    const atMs = startOfDate(date, zone);
    if (atMs >= untilMs) return marks;
    if (atMs >= fromMs) marks.push({ date, atMs, place: (atMs - fromMs) / length });
  }
}

/**
 * Draws instants as strokes: the path of an SVG 1000 wide, each stroke from the top to the bottom. Instants that fall
 * on the same stroke are drawn once.
 */
export function strokesPath(instants: readonly number[], fromMs: number, untilMs: number, height: number): string {
  const places = new Set(
    instants
      .filter((at) => at >= fromMs && at < untilMs)
      .map((at) => Math.round(((at - fromMs) / (untilMs - fromMs)) * 2_000) / 2),
  );
  return [...places].map((place) => `M${String(place)} 0V${String(height)}`).join("");
}
