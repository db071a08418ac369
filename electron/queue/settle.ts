import { sql } from "kysely";
import { moveJob } from "../store/job-status.ts";
import type { Database, JobRow } from "../store/tables.ts";
import type { JobEndHook } from "./job-end.ts";
import { keepLateResult } from "./late-result.ts";
import type { Settlement } from "./settlement.ts";
import { failureText } from "../store/failure-text.ts";

export interface SettleRequest {
  readonly job: Pick<JobRow, "id" | "attempt">;
  readonly owner: string;
  readonly settlement: Settlement;
  /** When the next attempt may start, epoch milliseconds; used only when the settlement asks for a retry. */
  readonly retryAt: number;
  /** What the next attempt asks for of servers, as the job's row has it; as before when absent. */
  readonly serversWanted?: string | undefined;
  readonly now: number;
  /** When the attempt ended, epoch milliseconds; now when absent. */
  readonly endedAt?: number | undefined;
}

/**
 * Writes the outcome of an attempt, fenced by the lease's owner and the attempt: whoever lost the lease changes
 * nothing, and what it had to say is kept in the audit trail.
 * @returns false when the lease was no longer ours
 */
export function settleJob(database: Database, request: SettleRequest, hooks: readonly JobEndHook[]): Promise<boolean> {
  return database.transaction().execute((transaction) => settleIn(transaction, request, hooks));
}

/** The same in the caller's transaction. */
export async function settleIn(
  transaction: Database,
  request: SettleRequest,
  hooks: readonly JobEndHook[],
): Promise<boolean> {
  const { settlement, now } = request;
  const outcome = {
    lease_owner: null,
    lease_until: null,
    exit_code: settlement.exitCode ?? null,
    failure_reason: settlement.failure?.reason ?? null,
    failure_message: settlement.failure === undefined ? null : failureText(settlement.failure),
  };
  const { id, attempt } = request.job;
  const lease = { owner: request.owner, attempt };
  const row = settlement.retry
    ? await moveJob(transaction, id, {
        by: "retry",
        to: "queued",
        lease,
        set: { ...outcome, available_at: request.retryAt, servers_wanted: request.serversWanted },
      })
    : await moveJob(transaction, id, {
        by: "settle",
        to: settlement.status,
        lease,
        set: { ...outcome, finished_at: request.endedAt ?? now },
      });
  if (row === undefined) {
    const { status, exitCode, failure } = settlement;
    await keepLateResult(transaction, { jobId: id, ...lease, status, exitCode, failure }, now);
    return false;
  }
  if (!settlement.retry) for (const hook of hooks) await hook(transaction, row, now, "settle");
  return true;
}

/**
 * Marks the job running and remembers what it runs on, under the same fence.
 * @param serversWanted what it asks for of servers from now on; as before when absent
 */
export async function markJobRunning(
  database: Database,
  job: Pick<JobRow, "id" | "attempt">,
  owner: string,
  targets: readonly string[],
  now: number,
  serversWanted?: string | null,
): Promise<boolean> {
  const moved = await moveJob(database, job.id, {
    by: "start",
    to: "running",
    lease: { owner, attempt: job.attempt },
    set: {
      targets: JSON.stringify(targets),
      ...(serversWanted === undefined ? {} : { servers_wanted: serversWanted }),
      started_at: sql<number>`coalesce(started_at, ${now})`,
    },
  });
  return moved !== undefined;
}
