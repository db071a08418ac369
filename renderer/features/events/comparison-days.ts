import { instantOfWall, wallText } from "../../time/wall-clock.ts";

const dayMs = 86_400_000;

/** The date a zone's calendar shows at an instant: `2026-11-24`. @throws RangeError for an unknown zone */
export function dateAt(atMs: number, zone: string): string {
  return wallText(atMs, zone).slice(0, 10);
}

/** The date so many days later; earlier with a negative number. */
export function laterDate(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/**
 * The first moment of a date on a zone's clock, epoch milliseconds; where midnight does not exist, the first moment
 * after the gap.
 * @returns undefined for what is no date
 * @throws RangeError for an unknown zone
 */
export function startOfDate(date: string, zone: string): number | undefined {
  const named = instantOfWall(`${date}T00:00:00`, zone);
  return named?.at;
}

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
  for (let date = dateAt(fromMs, zone); ; date = laterDate(date, step)) {
    const atMs = startOfDate(date, zone);
    if (atMs === undefined || atMs >= untilMs) return marks;
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
