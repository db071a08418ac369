import type { Database, JobRow } from "../store/tables.ts";
import type { JobEndHook } from "./job-end.ts";
import type { Settlement } from "./settlement.ts";

export interface SettleRequest {
  readonly job: Pick<JobRow, "id" | "attempt">;
  readonly owner: string;
  readonly settlement: Settlement;
  /** When the next attempt may start, epoch milliseconds; used only when the settlement asks for a retry. */
  readonly retryAt: number;
  readonly now: number;
}

/**
 * Writes the outcome of an attempt, fenced by the lease's owner and the attempt: whoever lost the lease changes
 * nothing.
 * @returns false when the lease was no longer ours
 */
export function settleJob(database: Database, request: SettleRequest, hooks: readonly JobEndHook[]): Promise<boolean> {
  const { settlement, now } = request;
  return database.transaction().execute(async (transaction) => {
    const outcome = {
      lease_owner: null,
      lease_until: null,
      exit_code: settlement.exitCode ?? null,
      failure_reason: settlement.failure?.reason ?? null,
      failure_message: settlement.failure?.message ?? null,
    };
    const [row] = await transaction
      .updateTable("jobs")
      .set(
        settlement.retry
          ? { ...outcome, status: "queued", available_at: request.retryAt }
          : { ...outcome, status: settlement.status, finished_at: now },
      )
      .where("id", "=", request.job.id)
      .where("lease_owner", "=", request.owner)
      .where("attempt", "=", request.job.attempt)
      .where("status", "in", ["claimed", "running"])
      .returningAll()
      .execute();
    if (row === undefined) return false;
    if (!settlement.retry) for (const hook of hooks) await hook(transaction, row, now);
    return true;
  });
}

/** Marks the job running and remembers what it runs on, under the same fence. */
export async function markJobRunning(
  database: Database,
  job: Pick<JobRow, "id" | "attempt">,
  owner: string,
  targets: readonly string[],
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("jobs")
    .set((build) => ({
      status: "running" as const,
      targets: JSON.stringify(targets),
      started_at: build.fn.coalesce("started_at", build.val(now)),
    }))
    .where("id", "=", job.id)
    .where("lease_owner", "=", owner)
    .where("attempt", "=", job.attempt)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
