import type { JobPage, JobSummary } from "../../bridge/views.ts";

/** How many of an event's latest completed runs are asked for. */
export const goodRunsAsked = 20;

/**
 * Whether a run of the event had completed before this one: there is something to compare it with.
 * @param completed the newest completed runs of its event; where there are older ones still, one of them was before
 */
export function hasGoodRunBefore(job: Pick<JobSummary, "id" | "queuedAt">, completed: JobPage | undefined): boolean {
  if (completed === undefined) return false;
  const isBefore = (other: Pick<JobSummary, "id" | "queuedAt">): boolean =>
    other.queuedAt < job.queuedAt || (other.queuedAt === job.queuedAt && other.id < job.id);
  return completed.next !== undefined || completed.jobs.some(isBefore);
}
