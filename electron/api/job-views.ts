import type { ExecutionView, JobMoment, JobSummary, JobView, StopProof } from "../../shared/job.ts";
import { jobPriorities } from "../../shared/words.ts";
import { readJobDefinition } from "../queue/job-definition.ts";
import { retryWords } from "../queue/retry-words.ts";
import type { ExecutionRow, JobRow } from "../store/tables.ts";
import { durationOf } from "./event-views.ts";

export function summariseJob(job: JobRow): JobSummary {
  return {
    id: job.id,
    eventId: job.event_id,
    eventName: job.event_name,
    eventType: job.event_type,
    status: job.status,
    priority: jobPriorities[job.priority] ?? "NORMAL",
    source: job.source,
    attempt: job.attempt,
    attemptsAllowed: job.attempts_allowed,
    targets: JSON.parse(job.targets) as string[],
    exitCode: job.exit_code ?? undefined,
    failure: failureOf(job),
    dueAt: job.due_at ?? undefined,
    queuedAt: job.queued_at,
    availableAt: job.available_at,
    startedAt: job.started_at ?? undefined,
    finishedAt: job.finished_at ?? undefined,
    durationMs: durationOf(job),
    cancelRequested: job.cancel_requested_at !== null,
  };
}

export function viewJob(job: JobRow, executions: readonly ExecutionRow[], waitingFor: string | undefined): JobView {
  const definition = readJobDefinition(job.definition);
  return {
    ...summariseJob(job),
    waitingFor,
    triedAgain: retryWords(job, definition),
    executions: executions.map(viewExecution),
    timeline: timelineOf(job, executions),
    script: definition.script,
    timeoutMs: definition.timeoutMs,
    eventVersion: job.event_version,
    input: job.input === null ? undefined : (JSON.parse(job.input) as unknown),
  };
}

function viewExecution(row: ExecutionRow): ExecutionView {
  return {
    id: row.id,
    attempt: row.attempt,
    place: row.place,
    serverId: row.server_id ?? undefined,
    target: row.target,
    status: row.status,
    exitCode: row.exit_code ?? undefined,
    failure: failureOf(row),
    survivors: JSON.parse(row.survivors) as string[],
    stopProof: row.stop_proof === null ? undefined : (JSON.parse(row.stop_proof) as StopProof),
    startedAt: row.started_at ?? row.created_at,
    hasBegun: row.started_at !== null,
    finishedAt: row.finished_at ?? undefined,
    durationMs: row.finished_at === null ? undefined : row.finished_at - (row.started_at ?? row.created_at),
    logBytes: row.log_bytes ?? undefined,
    logSha256: row.log_sha256 ?? undefined,
    logDroppedBytes: row.log_dropped_bytes,
  };
}

function failureOf(row: Pick<JobRow, "failure_reason" | "failure_message">): JobSummary["failure"] {
  return row.failure_reason === null ? undefined : { reason: row.failure_reason, message: row.failure_message ?? "" };
}

function timelineOf(job: JobRow, executions: readonly ExecutionRow[]): readonly JobMoment[] {
  const moments: JobMoment[] = [];
  if (job.due_at !== null) moments.push({ at: job.due_at, what: "due", detail: undefined });
  moments.push({ at: job.queued_at, what: "queued", detail: job.source });
  for (const [attempt, rows] of Map.groupBy(executions, (row) => row.attempt)) {
    moments.push({
      at: Math.min(...rows.map((row) => row.created_at)),
      what: "claimed",
      detail: `attempt ${String(attempt)}`,
    });
    // Where something went wrong before the script began, it is not told as started.
    const begun = rows.filter((row) => row.started_at !== null || row.finished_at === null || row.exit_code !== null);
    if (begun.length === 0) continue;
    const started = Math.min(...begun.map((row) => row.started_at ?? row.created_at));
    moments.push({ at: started, what: "started", detail: `on ${begun.map((row) => row.target).join(", ")}` });
  }
  if (job.status === "queued" && job.attempt > 0) {
    moments.push({ at: job.available_at, what: "retry_planned", detail: job.failure_message ?? undefined });
  }
  if (job.cancel_requested_at !== null)
    moments.push({ at: job.cancel_requested_at, what: "cancel_requested", detail: undefined });
  if (job.finished_at !== null)
    moments.push({ at: job.finished_at, what: "finished", detail: job.failure_message ?? undefined });
  return moments.sort((left, right) => left.at - right.at);
}
