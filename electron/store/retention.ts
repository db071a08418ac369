import type { Database } from "./tables.ts";

/** Jobs removed in one transaction at most: a large backlog goes in portions, sweep by sweep. */
const jobsPerSweep = 500;

/**
 * Removes jobs that finished before an instant, with their executions. The ledger keeps its rows.
 * @param beforeMs epoch milliseconds
 * @returns how many jobs went, and their log files relative to the data directory, for removal after the commit
 */
export function deleteFinishedJobs(
  database: Database,
  beforeMs: number,
): Promise<{ readonly jobs: number; readonly logPaths: readonly string[] }> {
  return database.transaction().execute(async (transaction) => {
    const old = await transaction
      .selectFrom("jobs")
      .select("id")
      .where("finished_at", "<", beforeMs)
      .where("status", "!=", "needs_attention")
      .orderBy("finished_at")
      .limit(jobsPerSweep)
      .execute();
    const ids = old.map((job) => job.id);
    if (ids.length === 0) return { jobs: 0, logPaths: [] };
    const logs = await transaction.selectFrom("executions").select("log_path").where("job_id", "in", ids).execute();
    await transaction.deleteFrom("jobs").where("id", "in", ids).execute();
    return { jobs: ids.length, logPaths: logs.map((log) => log.log_path) };
  });
}
