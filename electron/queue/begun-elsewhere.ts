import type { Ids } from "../base/ids.ts";
import { insertExecutions, markExecutionRunning } from "../store/executions.ts";
import { insertJobs } from "../store/jobs.ts";
import type { Database, JobRow, NewExecutionRow } from "../store/tables.ts";
import { claimElsewhere } from "./claim.ts";
import { queuedJob, type EnqueueRequest } from "./enqueue.ts";
import { markJobRunning } from "./settle.ts";

/** A run that a server has begun by itself. Times are epoch milliseconds. */
export interface BegunRun {
  readonly jobId: string;
  readonly executionId: string;
  readonly server: { readonly id: number; readonly name: string };
  /** By what its executor finds it again. */
  readonly handle: Readonly<Record<string, unknown>>;
  /** When its script began, as far as the server can tell; undefined when it is not known whether it ever did. */
  readonly startedAt: number | undefined;
}

/**
 * Writes a job whose only execution has begun elsewhere: queued, claimed and running in one go, held by nobody. The
 * dispatcher takes it up at its next look, as it does with what an earlier process has left. Call it in the transaction
 * of what caused it.
 * @param request attempts are not repeated by it: `definition.retries.max` is to be 0
 */
export async function enqueueBegun(
  transaction: Database,
  ids: Ids,
  request: EnqueueRequest,
  run: BegunRun,
): Promise<void> {
  const { now } = request;
  const owner = `server:${String(run.server.id)}`;
  await insertJobs(transaction, [queuedJob({ ...ids, job: () => run.jobId }, request)]);
  const job = await claimElsewhere(transaction, run.jobId, owner, now);
  if (job === undefined) throw new Error(`the job ${run.jobId} was just written, and cannot be claimed`);
  const startedAt = startOf(run, request);
  await markJobRunning(transaction, job, owner, [run.server.name], startedAt ?? now);
  await insertExecutions(transaction, [executionOf(job, run, now)]);
  if (startedAt === undefined) return;
  await markExecutionRunning(transaction, { id: run.executionId, owner }, startedAt);
}

/** Servers tell whole seconds of clocks of their own: nothing has begun before it was due, or after it was told. */
function startOf({ startedAt }: BegunRun, { now, dueAt = 0 }: EnqueueRequest): number | undefined {
  return startedAt === undefined ? undefined : Math.min(now, Math.max(startedAt, dueAt));
}

function executionOf(job: JobRow, run: BegunRun, now: number): NewExecutionRow {
  const month = new Date(now).toISOString().slice(0, 7);
  return {
    id: run.executionId,
    job_id: job.id,
    attempt: job.attempt,
    place: "servers",
    server_id: run.server.id,
    target: run.server.name,
    status: "starting",
    handle: JSON.stringify(run.handle),
    created_at: now,
    log_path: `logs/${month}/${run.executionId}.log`,
  };
}
