import { jobStatuses, type JobStatus } from "../../shared/words.ts";

/** What lists show as the status of a job: one that has begun and waits inside its run is shown as waiting. */
export const shownStatuses = [...jobStatuses, "waiting"] as const;
export type ShownStatus = (typeof shownStatuses)[number];

/** What to ask the contract for, so that all jobs that are shown as one of these are among them. */
export function statusesToAsk(wanted: readonly ShownStatus[]): JobStatus[] {
  return [...new Set(wanted.map((status) => (status === "waiting" ? "running" : status)))];
}

/** Whether a job has one of these statuses; `running` is also the status of one that is shown as waiting. */
export function isShownAs(
  { status, waitingFor }: { readonly status: JobStatus; readonly waitingFor?: object | undefined },
  wanted: readonly ShownStatus[],
): boolean {
  if (wanted.includes(status)) return true;
  return status === "running" && waitingFor !== undefined && wanted.includes("waiting");
}
