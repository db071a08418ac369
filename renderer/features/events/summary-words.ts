import type { EventSummary } from "../../bridge/views.ts";

/** The single targets in the core's words for where an event runs: `web-1, web-2, @db`. */
export function targetsOf(runsOn: string): readonly string[] {
  return runsOn.split(", ").filter((target) => target !== "");
}

/** The schedule in words, without what stands beside it anyway: the instant it is due, the start it is counted from. */
export function scheduleText({ schedule, scheduleWords, nextDueAt }: EventSummary): string {
  if (schedule === null) return "by hand only";
  if (schedule.kind === "once" && nextDueAt !== undefined) return "once";
  return scheduleWords.replace(/, counted from .*$/, "");
}
