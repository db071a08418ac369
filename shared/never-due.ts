import type { ScheduleInput } from "./schedule.ts";

/** Why a schedule of which nothing is due after `now` (epoch milliseconds) has nothing left, in words. */
export function neverDueWords(schedule: ScheduleInput, now: number): string {
  const { startMs, endMs } = schedule;
  if (schedule.kind === "once" && schedule.atMs <= now) return "its only time has passed";
  if (endMs !== null && endMs <= now) return "its end has passed";
  if (startMs !== null && endMs !== null) return "no time of its schedule lies between its start and its end";
  if (endMs !== null) return "no time of its schedule is left before its end";
  if (schedule.kind === "once") return "its only time lies before its start";
  return "its schedule names no time before 2101";
}
