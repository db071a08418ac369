import type { OccurrenceRun, OccurrenceView } from "../../shared/schedule.ts";
import { jobsOfOccurrences, outcomesOfOccurrences, type OccurrenceJobRow } from "../store/occurrence-runs.ts";
import { whatJobsWaitFor } from "../queue/waiting-for.ts";
import { findJobs } from "../store/jobs.ts";
import type { Database, OccurrenceOutcomeRow, OccurrenceRow } from "../store/tables.ts";
import type { ApiContext } from "./context.ts";

/** Rows of the ledger with what became of their jobs, in three queries however many there are. */
export async function viewOccurrences(database: Database, rows: readonly OccurrenceRow[]): Promise<OccurrenceView[]> {
  const runs = await latestRuns(database, rows);
  return rows.map((row) => ({
    id: row.id,
    eventId: row.event_id,
    eventName: row.event_name,
    scheduleId: row.schedule_id,
    dueAt: row.due_at,
    decidedAt: row.decided_at,
    decision: row.decision,
    cause: row.cause,
    reason: row.reason,
    calendar: row.calendar ?? undefined,
    jobId: row.job_id ?? undefined,
    absenceId: row.absence_id ?? undefined,
    run: runs.get(row.id),
  }));
}

/** The same with what their unfinished jobs wait for. */
export async function withWaits(
  { store, clock, vault }: Pick<ApiContext, "store" | "clock" | "vault">,
  views: readonly OccurrenceView[],
): Promise<OccurrenceView[]> {
  const unfinished = views.flatMap(({ run }) => (run === undefined || run.finishedAt !== undefined ? [] : [run.jobId]));
  const jobs = await findJobs(store.read, unfinished);
  const waits = await whatJobsWaitFor(store.read, jobs, { now: clock.now(), vault: vault.state });
  return views.map(({ run, ...view }) => ({ ...view, run: run && { ...run, waitingFor: waits.get(run.jobId) } }));
}

/**
 * The latest job that stands for each occurrence, by id. Once it has ended, its sealed outcome tells of it, the newest
 * one where a person resolved it, and no longer its own row, which anything could have changed since.
 */
export async function latestRuns(
  database: Database,
  rows: readonly Pick<OccurrenceRow, "id" | "job_id">[],
): Promise<ReadonlyMap<number, OccurrenceRun>> {
  const ids = rows.map(({ id }) => id);
  const [jobs, outcomes] = await Promise.all([jobsOfOccurrences(database, ids), outcomesOfOccurrences(database, ids)]);
  const kept = new Set(jobs.map(({ id }) => id));
  const ownJobs = new Map(rows.map((row) => [row.id, row.job_id]));
  const runs = new Map<number, OccurrenceRun>();
  const offer = (occurrenceId: number, run: OccurrenceRun): void => {
    const known = runs.get(occurrenceId);
    if (known === undefined || known.queuedAt <= run.queuedAt) runs.set(occurrenceId, run);
  };
  for (const outcome of outcomes) offer(outcome.occurrence_id, runOfOutcome(outcome, kept.has(outcome.job_id)));
  const sealed = new Set(outcomes.map(({ job_id: jobId }) => jobId));
  for (const job of jobs) {
    if (!sealed.has(job.id)) offer(job.occurrence_id, runOfJob(job, ownJobs.get(job.occurrence_id) !== job.id));
  }
  return runs;
}

function runOfJob(job: OccurrenceJobRow, byHand: boolean): OccurrenceRun {
  return {
    jobId: job.id,
    jobKept: true,
    byHand,
    status: job.status,
    queuedAt: job.queued_at,
    startedAt: job.started_at ?? undefined,
    finishedAt: job.finished_at ?? undefined,
    exitCode: job.exit_code ?? undefined,
  };
}

function runOfOutcome(outcome: OccurrenceOutcomeRow, jobKept: boolean): OccurrenceRun {
  return {
    jobId: outcome.job_id,
    jobKept,
    byHand: outcome.by_hand === 1,
    status: outcome.status,
    queuedAt: outcome.queued_at,
    startedAt: outcome.started_at ?? undefined,
    finishedAt: outcome.finished_at,
    exitCode: outcome.exit_code ?? undefined,
  };
}
