import type { ExecutionReport, ExecutionView, JobProgress, JobSummary, JobView, StopProof } from "../../shared/job.ts";
import { jobPriorities } from "../../shared/words.ts";
import { givenKey } from "../queue/idempotency.ts";
import { readJobDefinition } from "../queue/job-definition.ts";
import { retryWords } from "../queue/retry-words.ts";
import type { JobVerdict, JobWait } from "../store/job-audit.ts";
import type { ExecutionRow, JobRow } from "../store/tables.ts";
import { durationOf } from "./event-views.ts";
import { timelineOf } from "./job-timeline.ts";
import { failureOfRow } from "../store/failure-text.ts";

/** What is known of an unfinished job beside its row. */
type JobStanding = Partial<Pick<JobSummary, "progress" | "waitingFor">>;

export function summariseJob(job: JobRow, { progress, waitingFor }: JobStanding = {}): JobSummary {
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
    failure: failureOfRow(job),
    dueAt: job.due_at ?? undefined,
    queuedAt: job.queued_at,
    availableAt: job.available_at,
    startedAt: job.started_at ?? undefined,
    finishedAt: job.finished_at ?? undefined,
    durationMs: durationOf(job),
    cancelRequested: job.cancel_requested_at !== null,
    progress,
    waitingFor,
  };
}

/** What is known of a job beside its row. */
interface JobSurroundings extends Pick<JobView, "waitingFor" | "notBegun" | "retryOf" | "retriedAs"> {
  readonly executions: readonly ExecutionRow[];
  readonly verdict: JobVerdict | undefined;
  /** The servers it has waited for. */
  readonly waits: readonly JobWait[];
  readonly progress: JobProgress | undefined;
  readonly reports: ReadonlyMap<string, ExecutionReport>;
}

export function viewJob(job: JobRow, surroundings: JobSurroundings): JobView {
  const { executions, verdict, waits, progress, waitingFor, reports, ...links } = surroundings;
  const definition = readJobDefinition(job.definition);
  return {
    ...summariseJob(job, { progress, waitingFor }),
    ...links,
    triedAgain: retryWords(job, definition),
    executions: executions.map((row) => viewExecution(row, reports.get(row.id))),
    timeline: timelineOf(job, executions, verdict, waits),
    rollout: definition.rollout,
    retriesFailedOnly: job.retry_of !== null,
    script: definition.script,
    request: definition.request ?? undefined,
    timeoutMs: definition.timeoutMs,
    eventVersion: job.event_version,
    input: job.input === null ? undefined : (JSON.parse(job.input) as unknown),
    idempotencyKey: givenKey(job.idempotency_key),
  };
}

function viewExecution(row: ExecutionRow, report: ExecutionReport | undefined): ExecutionView {
  return {
    id: row.id,
    attempt: row.attempt,
    place: row.place,
    serverId: row.server_id ?? undefined,
    target: row.target,
    runtimeWay: row.runtime_way ?? undefined,
    status: row.status,
    exitCode: row.exit_code ?? undefined,
    failure: failureOfRow(row),
    survivors: JSON.parse(row.survivors) as string[],
    stopProof: row.stop_proof === null ? undefined : (JSON.parse(row.stop_proof) as StopProof),
    startedAt: row.started_at ?? row.created_at,
    hasBegun: row.started_at !== null,
    finishedAt: row.finished_at ?? undefined,
    durationMs: row.finished_at === null ? undefined : row.finished_at - (row.started_at ?? row.created_at),
    logBytes: row.log_bytes ?? undefined,
    logSha256: row.log_sha256 ?? undefined,
    logDroppedBytes: row.log_dropped_bytes,
    report,
  };
}
