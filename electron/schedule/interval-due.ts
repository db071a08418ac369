import { longestIntervalMs, shortestIntervalMs } from "../../shared/schedule.ts";
import type { DueSource } from "./due-source.ts";
import { endSecond, isWithinRange } from "./instants.ts";
import { ScheduleError } from "./schedule-errors.ts";

/**
 * The due instants anchor + n × interval, n = 0, 1, 2 …: computed from the anchor each time, so nothing drifts.
 * @param everyMs whole milliseconds within the limits of an interval
 * @param anchorMs epoch milliseconds in 1970–2100; the first due instant
 * @throws ScheduleError when either is not such a number
 */
export function createIntervalSource(everyMs: number, anchorMs: number): DueSource {
  if (!Number.isSafeInteger(everyMs) || everyMs < shortestIntervalMs || everyMs > longestIntervalMs) {
    throw new ScheduleError("interval", "The interval is out of range.", "Use 1 second to 10 years.");
  }
  if (!Number.isSafeInteger(anchorMs) || !isWithinRange(anchorMs)) {
    throw new ScheduleError(
      "interval",
      "The first time of the interval is not between 1970 and 2100.",
      "Choose a date in that time.",
    );
  }
  function countUntil(untilMs: number): number {
    const limitMs = Math.min(untilMs, endSecond * 1000 - 1);
    return Math.max(Math.floor((limitMs - anchorMs) / everyMs) + 1, 0);
  }

  return {
    next(afterMs) {
      const count = Math.max(Math.floor((afterMs - anchorMs) / everyMs) + 1, 0);
      const due = anchorMs + count * everyMs;
      return due < endSecond * 1000 ? due : null;
    },
    previous(beforeMs) {
      const limitMs = Math.min(beforeMs, endSecond * 1000);
      const count = Math.ceil((limitMs - anchorMs) / everyMs) - 1;
      return count >= 0 ? anchorMs + count * everyMs : null;
    },
    count: (afterMs, untilMs) => Math.max(countUntil(untilMs) - countUntil(afterMs), 0),
  };
}
