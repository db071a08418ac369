import { useMutation } from "@tanstack/react-query";
import { IconArrowUpRight, IconCalendarEvent, IconPlayerStop, IconRefresh } from "@tabler/icons-react";
import { useApi } from "../../bridge/api.tsx";
import type { JobSummary } from "../../bridge/views.ts";
import { navigate } from "../../navigation/location.ts";
import { paths } from "../../navigation/paths.ts";
import { confirm } from "../../ui/confirm.tsx";
import type { MenuAction } from "../../ui/menu-actions.tsx";
import { notifyDone, notifyProblem } from "../../ui/notify.tsx";
import { isUnfinished } from "./job-words.ts";

/** What cancelling a job does, one sentence each. */
function cancelConsequences(job: Pick<JobSummary, "status" | "targets">): readonly string[] {
  if (job.status === "queued") return ["It has not started. It is cancelled at once and nothing runs."];
  const everywhere = job.targets.length > 1 ? `, on all ${String(job.targets.length)} targets` : "";
  return [
    `The script and every process it has started get the signal TERM${everywhere}.`,
    "What is still alive 5 seconds later gets KILL.",
    "The job is called cancelled only once all of them are confirmed gone; otherwise those that live on are listed.",
    "What it has written so far is kept.",
  ];
}

export interface JobActions {
  readonly cancel: (job: JobSummary) => void;
  /** Does again what the job did, from the same definition, and tells where. */
  readonly runAgain: (job: JobSummary, then?: (jobId: string) => void) => void;
  /** The same, only on the servers where it failed or was not tried. */
  readonly retryFailed: (job: JobSummary, then?: (jobId: string) => void) => void;
  readonly canCancel: (job: JobSummary) => boolean;
  readonly canRunAgain: (job: JobSummary) => boolean;
  /** Everything that can be done with a job of a list. */
  readonly menu: (job: JobSummary) => readonly MenuAction[];
}

/** What can be done with jobs. */
export function useJobActions(): JobActions {
  const api = useApi();
  const cancelling = useMutation(api.jobs.cancel.mutationOptions());
  const running = useMutation(api.jobs.retry.mutationOptions());
  const retrying = useMutation(api.jobs.retryFailed.mutationOptions());
  const canCancel = (job: JobSummary): boolean => isUnfinished(job) && !job.cancelRequested;
  const canRunAgain = (job: JobSummary): boolean => !isUnfinished(job);
  const cancel = (job: JobSummary): void => {
    if (!canCancel(job)) return;
    confirm({
      title: `Cancel this run of ${job.eventName}?`,
      consequences: cancelConsequences(job),
      verb: "Cancel the run",
      danger: true,
      onConfirm: () =>
        cancelling.mutate(
          { id: job.id },
          { onError: (error) => notifyProblem(`${job.eventName} could not be cancelled`, error) },
        ),
    });
  };
  const runAgain: JobActions["runAgain"] = (job, then) => {
    if (!canRunAgain(job)) return;
    running.mutate(
      { id: job.id },
      {
        onSuccess: ({ jobId }) => {
          notifyDone(`${job.eventName} is queued again.`);
          then?.(jobId);
        },
        onError: (error) => notifyProblem(`${job.eventName} could not be run again`, error),
      },
    );
  };
  const retryFailed: JobActions["retryFailed"] = (job, then) => {
    retrying.mutate(
      { id: job.id },
      {
        onSuccess: ({ jobId }) => {
          notifyDone(`${job.eventName} is queued again, on the servers where it failed.`);
          then?.(jobId);
        },
        onError: (error) => notifyProblem(`${job.eventName} could not be run again`, error),
      },
    );
  };
  const menu = (job: JobSummary): readonly MenuAction[] => [
    { label: "Open", icon: IconArrowUpRight, run: () => navigate(paths.job(job.id)) },
    { label: "Open the event", icon: IconCalendarEvent, run: () => navigate(paths.event(job.eventId)) },
    ...(canRunAgain(job) ? [{ label: "Run again", icon: IconRefresh, run: () => runAgain(job) }] : []),
    ...(canCancel(job) ? [{ label: "Cancel", icon: IconPlayerStop, danger: true, run: () => cancel(job) }] : []),
  ];
  return { cancel, runAgain, retryFailed, canCancel, canRunAgain, menu };
}
