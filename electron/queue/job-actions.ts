import { CroniumError } from "../../shared/errors.ts";
import type { RunTarget } from "../../shared/event.ts";
import type { JobResolution } from "../../shared/job.ts";
import type { Ids } from "../base/ids.ts";
import { recordAudit, type AuditEntry } from "../store/audit.ts";
import { findEvent } from "../store/events.ts";
import { executionsOfJob } from "../store/executions.ts";
import { findRetries, recordRetry, recordVerdict } from "../store/job-audit.ts";
import { moveJob } from "../store/job-status.ts";
import { findJob } from "../store/jobs.ts";
import { serversOf } from "../store/servers.ts";
import type { Database, JobRow } from "../store/tables.ts";
import { serversNotTried } from "./attempt-plan.ts";
import { enqueueJob } from "./enqueue.ts";
import { earlierJob, hashRequest, manualKey, type AskedJob } from "./idempotency.ts";
import { prepareJobEnd, type JobEndHook } from "./job-end.ts";
import { readJobDefinition } from "./job-definition.ts";
import { refuseArchived } from "./refuse-archived.ts";
import type { CancelDetail } from "./why-cancelled.ts";

async function jobOrError(database: Database, id: string): Promise<JobRow> {
  const job = await findJob(database, id);
  if (job === undefined) {
    throw new CroniumError("not_found", `There is no job ${id}`, { remedy: "List the jobs with `cronium job list`." });
  }
  return job;
}

/**
 * Asks for a job's end, in the caller's transaction. A waiting job is cancelled at once; a running one only once its
 * processes are gone.
 * @param detail why, when the program itself asks
 * @throws CroniumError `not_found`, or `conflict` when it has already ended
 */
export async function requestCancel(
  transaction: Database,
  id: string,
  now: number,
  actor: AuditEntry["actor"],
  hooks: readonly JobEndHook[],
  detail?: CancelDetail,
): Promise<void> {
  const job = await jobOrError(transaction, id);
  if (job.finished_at !== null) {
    throw new CroniumError("conflict", `Job ${id} has already ended: ${job.status}`);
  }
  const cancel_requested_at = job.cancel_requested_at ?? now;
  const cancelled = await moveJob(transaction, id, {
    by: "cancel",
    to: "cancelled",
    set: {
      cancel_requested_at,
      finished_at: now,
      exit_code: -2,
      failure_reason: "cancelled",
      failure_message: detail?.because ?? "Cancelled before it started",
    },
  });
  if (cancelled === undefined) {
    await transaction.updateTable("jobs").set({ cancel_requested_at }).where("id", "=", id).execute();
  }
  await recordAudit(transaction, { actor, action: "job.cancel", subject: `job ${id} ${job.event_name}`, detail }, now);
  if (cancelled !== undefined) for (const hook of hooks) await hook(transaction, cancelled, now, "cancel");
}

interface RetryRequest {
  readonly now: number;
  /** Asked for again under the same key, it gives the same new job. */
  readonly idempotencyKey?: string | undefined;
  /** Only if it has not been retried yet, in whatever way; else the newest of its retries is the answer. */
  readonly once?: boolean | undefined;
}

interface RetryChoice extends RetryRequest {
  /** Only on the servers where it failed or was not tried. */
  readonly failedOnly?: boolean;
}

/**
 * Queues a new job that does what an ended one did, from the same definition. One that needed attention is settled by
 * it: it counts as failed, and asks nobody any more.
 * @throws CroniumError `not_found`, or `conflict` while it is unfinished, when its event is archived, or when the key
 * stands for another request
 */
export async function retryJob(
  database: Database,
  ids: Ids,
  id: string,
  request: RetryRequest,
  hooks: readonly JobEndHook[],
): Promise<AskedJob> {
  await prepareJobEnd(hooks, (await jobOrError(database, id)).event_id);
  return database.transaction().execute((transaction) => retryOnce(transaction, ids, id, request, hooks));
}

/**
 * The same, limited to the servers on which an ended job failed or was not tried.
 * @throws CroniumError as `retryJob` does, and `conflict` when no such server is left
 */
export async function retryFailed(
  database: Database,
  ids: Ids,
  id: string,
  request: Omit<RetryRequest, "once">,
  hooks: readonly JobEndHook[],
): Promise<AskedJob> {
  await prepareJobEnd(hooks, (await jobOrError(database, id)).event_id);
  return database
    .transaction()
    .execute((transaction) => retryOnce(transaction, ids, id, { ...request, failedOnly: true }, hooks));
}

async function retryOnce(
  transaction: Database,
  ids: Ids,
  id: string,
  { now, idempotencyKey, once, failedOnly = false }: RetryChoice,
  hooks: readonly JobEndHook[],
): Promise<AskedJob> {
  const job = await jobOrError(transaction, id);
  const key = idempotencyKey === undefined ? undefined : manualKey(job.event_id, idempotencyKey);
  const requestHash = hashRequest(failedOnly ? { retryFailedOf: id } : { retryOf: id });
  const earlier = key === undefined ? undefined : await earlierJob(transaction, key, requestHash);
  if (earlier !== undefined) return earlier;
  if (job.finished_at === null) {
    throw new CroniumError("conflict", `Job ${id} has not ended yet`, {
      remedy: "Cancel it first, or wait for its end.",
    });
  }
  const before = once === true ? (await findRetries(transaction, job)).at(-1) : undefined;
  if (before !== undefined) return { jobId: before, created: false };
  const event = await findEvent(transaction, job.event_id);
  if (event === undefined) throw new CroniumError("not_found", `The event of job ${id} is gone`);
  refuseArchived(event);
  const whole = readJobDefinition(job.definition);
  const definition = failedOnly ? { ...whole, run: await failedServers(transaction, job) } : whole;
  const jobId = await enqueueJob(transaction, ids, {
    event: { id: event.id, name: event.name, version: job.event_version },
    definition,
    ...(failedOnly ? { retryOf: job.id } : {}),
    priority: job.priority,
    source: "retry",
    now,
    exclusive: job.exclusive === 1,
    ...(job.occurrence_id === null ? {} : { occurrenceId: job.occurrence_id }),
    ...(job.input === null ? {} : { input: JSON.parse(job.input) as unknown }),
    ...(key === undefined ? {} : { idempotencyKey: key, requestHash }),
  });
  await recordRetry(transaction, job, jobId, now);
  await settleByHand(transaction, job, "failed", `Retried as job ${jobId}`, now, hooks);
  return { jobId, created: true };
}

/** The servers in use on which a job failed or was not tried. @throws CroniumError `conflict` when there is none */
async function failedServers(transaction: Database, job: JobRow): Promise<RunTarget> {
  const rows = await executionsOfJob(transaction, job.id);
  const succeeded = new Set(rows.flatMap((row) => (row.status === "completed" ? (row.server_id ?? []) : [])));
  const notTried = (await serversNotTried(transaction, job, rows)).map(({ serverId }) => serverId);
  const failed = rows.flatMap((row) => row.server_id ?? []).filter((id) => !succeeded.has(id));
  const inUse = await serversOf(transaction, [...failed, ...notTried], []);
  if (inUse.length === 0) {
    throw new CroniumError("conflict", `Job ${job.id} has failed on no server that is in use`, {
      remedy: "Run it again as a whole with `cronium job retry`.",
    });
  }
  return { on: "servers", serverIds: inUse.map(({ id }) => id), groups: [] };
}

/**
 * A person's verdict on a job whose fate the program could not find out.
 * @throws CroniumError `not_found`, or `conflict` when it does not need attention
 */
export async function resolveJob(
  database: Database,
  id: string,
  resolution: JobResolution,
  note: string | undefined,
  now: number,
  hooks: readonly JobEndHook[],
): Promise<void> {
  await prepareJobEnd(hooks, (await jobOrError(database, id)).event_id);
  await database.transaction().execute(async (transaction) => {
    const job = await jobOrError(transaction, id);
    if (await settleByHand(transaction, job, resolution, note, now, hooks)) return;
    throw new CroniumError("conflict", `Job ${id} does not need attention: it is ${job.status}`);
  });
}

/** @returns false when the job does not need attention, and nothing was written */
async function settleByHand(
  transaction: Database,
  job: JobRow,
  resolution: JobResolution,
  note: string | undefined,
  now: number,
  hooks: readonly JobEndHook[],
): Promise<boolean> {
  const resolved = await moveJob(transaction, job.id, {
    by: "resolve",
    to: resolution,
    set: resolution === "completed" ? { failure_reason: null, failure_message: null } : {},
  });
  if (resolved === undefined) return false;
  await recordVerdict(transaction, resolved, { at: now, resolution, note });
  for (const hook of hooks) await hook(transaction, resolved, now, "resolve");
  return true;
}
