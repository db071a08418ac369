import type { ScheduleTimes } from "../../shared/schedule.ts";
import type { Schedule } from "./due.ts";

/**
 * A schedule of the contract as the engine takes it, its policies left aside.
 * @param anchorMs what an interval without an anchor counts from, epoch milliseconds
 */
export function toEngineSchedule(times: ScheduleTimes, anchorMs: number): Schedule {
  const bounds = { startMs: times.startMs ?? undefined, endMs: times.endMs ?? undefined };
  switch (times.kind) {
    case "cron":
      return { kind: "cron", cron: times.cron, timezone: times.timezone, ...bounds };
    case "interval":
      return { kind: "interval", everyMs: times.everyMs, anchorMs: times.anchorMs ?? anchorMs, ...bounds };
    case "once":
      return { kind: "once", atMs: times.atMs, ...bounds };
  }
}
