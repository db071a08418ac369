import { instantOfWall, wallText } from "./wall-clock.ts";

const dayMs = 86_400_000;

/** The date a zone's calendar shows at an instant: `2026-11-24`. @throws RangeError for an unknown zone */
export function dateAt(atMs: number, zone: string): string {
  return wallText(atMs, zone).slice(0, 10);
}

/** The date so many days later; earlier with a negative number. @throws RangeError for what is no date */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/**
 * The first moment of a date on a zone's clock, epoch milliseconds; where midnight does not exist, the first moment
 * after the gap.
 * @throws RangeError for what is no date, and for an unknown zone
 */
export function startOfDate(date: string, zone: string): number {
  const named = instantOfWall(`${date}T00:00`, zone);
  if (named === undefined) throw new RangeError(`“${date}” is no date`);
  return named.at;
}
