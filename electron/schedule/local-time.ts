import { endSecond, firstSecond } from "./instants.ts";
import { ScheduleError } from "./schedule-errors.ts";
import type { Zone } from "./zone.ts";

const pattern = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?(Z|[+-]\d{2}:\d{2})?$/;
const remedy =
  "Write it as 2026-12-01T08:00:00 (local to the schedule's zone) or with an offset, 2026-12-01T08:00:00Z.";

/**
 * Reads a date and time as written in a definition file. Without an offset it is local to `zone`, by the rule of wall
 * clock schedules: shown twice, the first; never shown, the first instant after the gap. A date alone is its midnight.
 * Fractions of a second are taken to the millisecond.
 * @returns epoch milliseconds
 * @throws ScheduleError when it is no date and time in 1970–2100
 */
export function readLocalTime(text: string, zone: Zone): number {
  const match = pattern.exec(text.trim());
  if (!match) throw new ScheduleError("once", `"${text}" is not a date and time.`, remedy);
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", offset] = match;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const time = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const isDate = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!isDate || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    throw new ScheduleError("once", `"${text}" does not exist in the calendar.`, remedy);
  }
  const local = date.getTime() / 1000 + time;
  const instant = offset === undefined ? instantOfLocal(local, zone) : local - readOffset(offset);
  if (instant >= firstSecond && instant < endSecond) return instant * 1000 + Number(fraction.padEnd(3, "0"));
  throw new ScheduleError("once", `"${text}" is not between 1970 and 2100.`, remedy);
}

/**
 * The instant at which a zone's clock shows a local time (seconds on the clock since it showed 1970-01-01 00:00:00):
 * the first when it does so twice, the first after the gap when it never does. Epoch seconds.
 */
export function instantOfLocal(local: number, zone: Zone): number {
  const largestOffset = 26 * 3600;
  let stretch = zone.stretchAt(local - largestOffset);
  while (local >= stretch.until + stretch.offset) stretch = zone.stretchAt(stretch.until);
  return Math.max(local - stretch.offset, stretch.from);
}

function readOffset(text: string): number {
  if (text === "Z") return 0;
  const [hours = "0", minutes = "0"] = text.slice(1).split(":");
  const size = (Number(hours) * 60 + Number(minutes)) * 60;
  return text.startsWith("-") ? -size : size;
}
