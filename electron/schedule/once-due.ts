import type { DueSource } from "./due-source.ts";
import { isWithinRange } from "./instants.ts";
import { ScheduleError } from "./schedule-errors.ts";

/**
 * A single due instant.
 * @param atMs epoch milliseconds
 * @throws ScheduleError when it is not an instant in 1970–2100
 */
export function createOnceSource(atMs: number): DueSource {
  if (!Number.isSafeInteger(atMs) || !isWithinRange(atMs)) {
    throw new ScheduleError(
      "once",
      "The time is not between 1970 and 2100.",
      "Give a date such as 2026-12-01T08:00:00.",
    );
  }
  return {
    next: (afterMs) => (afterMs < atMs ? atMs : null),
    previous: (beforeMs) => (beforeMs > atMs ? atMs : null),
    count: (afterMs, untilMs) => (afterMs < atMs && atMs <= untilMs ? 1 : 0),
  };
}
