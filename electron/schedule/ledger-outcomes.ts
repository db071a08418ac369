import { unfinishedJobStatuses, type FinalJobStatus, type JobStatus } from "../../shared/words.ts";
import type { Database, JobRow } from "../store/tables.ts";
import { appendOutcomes } from "./ledger-append.ts";

/**
 * Writes into the ledger what became of an occurrence's job, in the transaction in which it ended. A job that stands
 * for no occurrence leaves nothing. Jobs a person queued for one are told apart.
 */
export async function recordOutcome(transaction: Database, job: JobRow, now: number): Promise<void> {
  if (job.occurrence_id === null || job.finished_at === null || !isFinal(job.status)) return;
  const outcomes = await appendOutcomes(transaction);
  outcomes.add({
    id: outcomes.nextId,
    occurrence_id: job.occurrence_id,
    job_id: job.id,
    by_hand: job.source === "schedule" ? 0 : 1,
    status: job.status,
    queued_at: job.queued_at,
    started_at: job.started_at,
    finished_at: job.finished_at,
    exit_code: job.exit_code,
    failure_reason: job.failure_reason,
    recorded_at: now,
  });
  await outcomes.write();
}

function isFinal(status: JobStatus): status is FinalJobStatus {
  return !unfinishedJobStatuses.some((unfinished) => unfinished === status);
}
