import type { CalendarWindow } from "../../shared/calendar.ts";
import type { ClockSpan } from "./entry-times.ts";

const secondsPerDay = 86_400;

/** A time as a dated window. */
export function toDatedWindow(
  { from, until, wholeDays }: ClockSpan,
  label: string | undefined,
): Extract<CalendarWindow, { kind: "dated" }> {
  const named = label === undefined ? {} : { label };
  // A date alone as the end is that whole day.
  const [begin, end] = wholeDays
    ? [dateText(from), dateText(until - secondsPerDay)]
    : [clockText(from), clockText(until)];
  return { kind: "dated", effect: "blackout", from: begin, until: end, ...named };
}

function dateText(local: number): string {
  return new Date(local * 1000).toISOString().slice(0, 10);
}

function clockText(local: number): string {
  return new Date(local * 1000).toISOString().slice(0, 16);
}

/** `22:30` of a time on the clock. */
export function timeText(local: number): string {
  return clockText(local).slice(11);
}
