import type { AbsenceCause, JobStatus } from "../../shared/words.ts";
import type { OccurrenceRun, OccurrenceView } from "../../shared/schedule.ts";
import { describeLateness } from "./decision-words.ts";
import { instantText } from "./instant-text.ts";

/** A time in which the program could not act, epoch milliseconds. */
export interface AbsenceSpan {
  readonly fromAt: number;
  readonly untilAt: number;
  readonly cause: AbsenceCause;
}

/**
 * What happened at a due instant, in one to three sentences.
 * @param timezone the zone whose clock the reader thinks in
 * @param absence the absence of the program it was due in
 */
export function describeOccurrence(
  occurrence: OccurrenceView,
  timezone: string,
  absence: AbsenceSpan | undefined,
): string {
  const { decision, dueAt, reason, run, jobId, eventName } = occurrence;
  const head = `“${eventName}” was due at ${instantText(dueAt, timezone)}`;
  const away = absence === undefined ? "" : ` ${describeAbsence(absence, timezone)}`;
  switch (decision) {
    case "run":
      return `${head} and ran ${reason}: ${describeRun(run, jobId, timezone)}.`;
    case "catch_up":
      return `${head} and was ${reason}: ${describeRun(run, jobId, timezone)}.${away}`;
    case "skipped":
    case "missed":
      return `${head} and was ${decision}: ${reason}.${away}${
        run === undefined ? "" : ` It was run by hand since: ${describeRun(run, jobId, timezone)}.`
      }`;
  }
}

/** "Cronium did not run from … to …" */
function describeAbsence({ fromAt, untilAt, cause }: AbsenceSpan, timezone: string): string {
  const span = `from ${instantText(fromAt, timezone)} to ${instantText(untilAt, timezone)}`;
  return cause === "stopped"
    ? `Cronium did not run ${span}.`
    : `Cronium was given no time ${span}: the computer slept or stood still, or its clock was set.`;
}

function describeRun(run: OccurrenceRun | undefined, jobId: string | undefined, timezone: string): string {
  if (run === undefined) {
    return jobId === undefined
      ? "no job is known of it"
      : `what became of its job ${jobId} was not kept when the job was removed`;
  }
  const again = run.byHand && jobId !== undefined ? ", run again by hand," : "";
  const gone = run.jobKept ? "" : "; the job itself has been removed since";
  return `job ${run.jobId}${again} ${describeStatus(run, timezone)}${gone}`;
}

const endings: Readonly<Partial<Record<JobStatus, string>>> = {
  completed: "completed",
  failed: "failed",
  timeout: "ran into its timeout",
  partial: "failed on some of its targets",
  cancelled: "was cancelled",
};

function describeStatus(
  { status, queuedAt, startedAt, finishedAt, exitCode }: OccurrenceRun,
  timezone: string,
): string {
  switch (status) {
    case "queued":
      return `waits since ${instantText(queuedAt, timezone)}`;
    case "claimed":
      return "is about to start";
    case "running":
      return `has been running since ${instantText(startedAt ?? queuedAt, timezone)}`;
    case "needs_attention":
      return "needs attention: its fate could not be found out";
    default: {
      const took =
        startedAt === undefined || finishedAt === undefined
          ? " before it started"
          : ` after ${describeLateness(finishedAt - startedAt)}`;
      return `${endings[status] ?? status}${took}${exitCode === undefined ? "" : ` with exit code ${String(exitCode)}`}`;
    }
  }
}
