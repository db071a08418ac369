import type { JobMoment } from "../../shared/job.ts";
import type { JobVerdict, JobWait } from "../store/job-audit.ts";
import type { ExecutionRow, JobRow } from "../store/tables.ts";
import { failureMessage } from "../store/failure-text.ts";

/** A job's life so far, step by step in the order of time. */
export function timelineOf(
  job: JobRow,
  executions: readonly ExecutionRow[],
  verdict: JobVerdict | undefined,
  waits: readonly JobWait[] = [],
): readonly JobMoment[] {
  const moments: JobMoment[] = [];
  if (job.due_at !== null) moments.push({ at: job.due_at, what: "due", detail: undefined });
  moments.push({ at: job.queued_at, what: "queued", detail: job.source });
  for (const [attempt, rows] of Map.groupBy(executions, (row) => row.attempt)) {
    moments.push(...attemptMoments(attempt, rows));
    if (attempt < job.attempt || job.status === "queued") moments.push(...failedAttempt(attempt, rows));
  }
  if (job.status === "queued" && job.attempt > 0) {
    moments.push({ at: job.available_at, what: "retry_planned", detail: told(job) });
  }
  if (job.cancel_requested_at !== null)
    moments.push({ at: job.cancel_requested_at, what: "cancel_requested", detail: undefined });
  if (job.finished_at !== null) moments.push({ at: job.finished_at, what: "finished", detail: told(job) });
  for (const { at, server } of waits) moments.push({ at, what: "unreached", detail: server });
  if (verdict !== undefined) moments.push({ at: verdict.at, what: "resolved", detail: verdictWords(verdict) });
  return moments.sort((left, right) => left.at - right.at);
}

function attemptMoments(attempt: number, rows: readonly ExecutionRow[]): readonly JobMoment[] {
  const at = Math.min(...rows.map((row) => row.created_at));
  const claimed: JobMoment = { at, what: "claimed", detail: `attempt ${String(attempt)}` };
  // Where something went wrong before the script began, it is not told as started.
  const begun = rows.filter((row) => row.started_at !== null || row.finished_at === null || row.exit_code !== null);
  if (begun.length === 0) return [claimed, ...unreachedMoment(rows)];
  const started = Math.min(...begun.map((row) => row.started_at ?? row.created_at));
  return [claimed, { at: started, what: "started", detail: `on ${begun.map((row) => row.target).join(", ")}` }];
}

function unreachedMoment(rows: readonly ExecutionRow[]): readonly JobMoment[] {
  const unreached = rows.filter((row) => row.failure_reason === "connect_failed");
  if (unreached.length === 0) return [];
  const at = Math.max(...unreached.map((row) => row.finished_at ?? row.created_at));
  return [{ at, what: "unreached", detail: unreached.map((row) => row.target).join(", ") }];
}

/** An attempt that was not the last; what is not over has not failed. */
function failedAttempt(attempt: number, rows: readonly ExecutionRow[]): readonly JobMoment[] {
  const ends = rows.flatMap((row) => row.finished_at ?? []);
  if (ends.length < rows.length) return [];
  const failed = rows.find((row) => row.failure_message !== null || (row.exit_code ?? 0) !== 0);
  const why = (failed && told(failed)) ?? (failed === undefined ? undefined : `exit code ${String(failed.exit_code)}`);
  const detail = `attempt ${String(attempt)}${why === undefined ? "" : `: ${why}`}`;
  return [{ at: Math.max(...ends), what: "attempt_failed", detail }];
}

function told({ failure_message: text }: Pick<JobRow, "failure_message">): string | undefined {
  return text === null ? undefined : failureMessage(text);
}

function verdictWords({ resolution, note }: JobVerdict): string {
  const words = `marked as ${resolution === "completed" ? "done" : "failed"} by hand`;
  return note === undefined ? words : `${words}: ${note}`;
}
