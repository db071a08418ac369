/** How a wall clock shows an instant: `2026-11-24T02:30:00`, the form of a date-and-time field. */
export type WallText = string;

const formats = new Map<string, Intl.DateTimeFormat>();

function partsFormat(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone);
  if (found === undefined) {
    found = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, found);
  }
  return found;
}

/**
 * How far a zone's clock is ahead of UTC at an instant, milliseconds.
 * @throws RangeError for a zone the browser does not know
 */
export function offsetMs(atMs: number, zone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of partsFormat(zone).formatToParts(atMs)) parts[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1_000) * 1_000;
}

/** @throws RangeError for a zone the browser does not know */
export function wallText(atMs: number, zone: string): WallText {
  return new Date(atMs + offsetMs(atMs, zone)).toISOString().slice(0, 19);
}

/**
 * An instant a wall clock names. Where the clock goes back, a time comes twice: the first of the two is taken. Where it
 * goes forward, a time may not come at all: `at` is then the same time counted with the clock as it was before.
 */
export interface NamedInstant {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly comes: "once" | "twice" | "never";
}

/** No zone is further from UTC than this, nor changes twice within it, milliseconds. */
const dayMs = 86_400_000;

/**
 * Finds the instant at which a zone's clock shows a time.
 * @returns undefined when the text is no date and time
 * @throws RangeError for a zone the browser does not know
 */
export function instantOfWall(text: WallText, zone: string): NamedInstant | undefined {
  if (!/^\d{4,6}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) return undefined;
  const local = Date.parse(`${text}Z`);
  if (Number.isNaN(local)) return undefined;
  const before = local - offsetMs(local - dayMs, zone);
  const after = local - offsetMs(local + dayMs, zone);
  const shows = (at: number): boolean => at + offsetMs(at, zone) === local;
  const matches = [...new Set([before, after])].filter(shows).sort((left, right) => left - right);
  const [first] = matches;
  if (first === undefined) return { at: before, comes: "never" };
  return { at: first, comes: matches.length > 1 ? "twice" : "once" };
}
