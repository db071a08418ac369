import { sql } from "kysely";
import type { Database } from "./tables.ts";

/** A finished job that is no longer to be kept, and the logs of its executions relative to the data directory. */
export interface SurplusJob {
  readonly id: string;
  readonly logPaths: readonly string[];
}

/** Jobs that have ended for good, the oldest first: one that needs attention still waits for a person. */
function finishedJobs(database: Database) {
  return database
    .selectFrom("jobs")
    .select("id")
    .where("finished_at", "is not", null)
    .where("status", "!=", "needs_attention");
}

/** The oldest finished jobs; with `beforeMs`, epoch milliseconds, only those that ended before it. */
export async function oldestFinishedJobs(
  database: Database,
  { beforeMs, limit }: { readonly beforeMs?: number; readonly limit: number },
): Promise<readonly SurplusJob[]> {
  let query = finishedJobs(database).orderBy("queued_at").orderBy("id").limit(limit);
  // What ended before an instant was queued before it, and that has an index.
  if (beforeMs !== undefined) query = query.where("queued_at", "<", beforeMs).where("finished_at", "<", beforeMs);
  return withLogPaths(database, await query.execute());
}

/** Finished jobs of an event beyond its newest `keep`, the oldest first. */
export async function surplusJobsOfEvent(
  database: Database,
  eventId: number,
  { keep, limit }: { readonly keep: number; readonly limit: number },
): Promise<readonly SurplusJob[]> {
  // Most have none: their number is kept, while going through them takes some ten milliseconds for each event.
  const counted = await sql<{ count: number }>`SELECT coalesce(sum(count), 0) AS count FROM ended_counts
    WHERE event_id = ${eventId} AND status <> 'needs_attention'`.execute(database);
  if ((counted.rows[0]?.count ?? 0) <= keep) return [];
  const ofEvent = finishedJobs(database).where("event_id", "=", eventId);
  const newest = await ofEvent
    .select("queued_at")
    .orderBy("queued_at", "desc")
    .orderBy("id", "desc")
    .offset(keep)
    .limit(1)
    .executeTakeFirst();
  if (newest === undefined) return [];
  const rows = await ofEvent
    .where(({ eb: build, refTuple, tuple }) =>
      build(refTuple("queued_at", "id"), "<=", tuple(newest.queued_at, newest.id)),
    )
    .orderBy("queued_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  return withLogPaths(database, rows);
}

/** Ids of events after one, in order. */
export async function eventIdsAfter(database: Database, after: number, limit: number): Promise<readonly number[]> {
  const rows = await database
    .selectFrom("events")
    .select("id")
    .where("id", ">", after)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

async function withLogPaths(database: Database, jobs: readonly { readonly id: string }[]): Promise<SurplusJob[]> {
  const ids = jobs.map(({ id }) => id);
  const logs =
    ids.length === 0
      ? []
      : await database.selectFrom("executions").select(["job_id", "log_path"]).where("job_id", "in", ids).execute();
  const paths = Map.groupBy(logs, (log) => log.job_id);
  return ids.map((id) => ({ id, logPaths: (paths.get(id) ?? []).map((log) => log.log_path) }));
}

/** Removes jobs with their executions, as long as they still have ended. The ledger keeps its rows. @returns how many */
export function deleteJobs(database: Database, ids: readonly string[]): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    const result = await transaction
      .deleteFrom("jobs")
      .where("id", "in", ids)
      .where("finished_at", "is not", null)
      .where("status", "!=", "needs_attention")
      .executeTakeFirst();
    return Number(result.numDeletedRows);
  });
}

/** Which of these executions the database knows. */
export async function knownExecutions(database: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await database.selectFrom("executions").select("id").where("id", "in", ids).execute();
  return new Set(rows.map(({ id }) => id));
}
