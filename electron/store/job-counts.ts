import { sql, type RawBuilder, type SqlBool } from "kysely";
import type { JobCounts, JobReach } from "../../shared/job.ts";
import { jobStatuses, type JobStatus } from "../../shared/words.ts";
import {
  all,
  eventsNamed,
  hasEnded,
  isNamed,
  isUnfinished,
  plainReach,
  ranOn,
  unfinishedJobs,
  type Piece,
  type PlainReach,
} from "./job-reach.ts";
import type { Database } from "./tables.ts";

type CountedReach = JobReach & PlainReach;

/** How many of the jobs within reach are in each status. */
export async function countJobs(database: Database, reach: CountedReach): Promise<JobCounts> {
  const { rows } = await sql<{ status: JobStatus; count: number }>`
    ${unfinishedCounts(reach)} UNION ALL ${endedCounts(reach)}`.execute(database);
  const counts = Object.fromEntries(jobStatuses.map((status) => [status, 0])) as Record<JobStatus, number>;
  for (const row of rows) counts[row.status] = row.count;
  return counts;
}

function searchOf({ search }: JobReach): string | undefined {
  return search === "" ? undefined : search;
}

/** One by one: they are few. */
function unfinishedCounts(reach: CountedReach): RawBuilder<unknown> {
  const search = searchOf(reach);
  const conditions = [
    isUnfinished,
    ...plainReach(reach),
    ...(search === undefined ? [] : [isNamed(search)]),
    ...(reach.serverId === undefined ? [] : [ranOn(reach.serverId)]),
  ];
  return sql`SELECT status, count(*) AS count FROM ${unfinishedJobs} WHERE ${all(conditions)} GROUP BY status`;
}

function endedCounts(reach: CountedReach): RawBuilder<unknown> {
  const search = searchOf(reach);
  if (reach.serverId !== undefined) {
    const conditions = [sql<SqlBool>`server_id = ${reach.serverId}`, ...plainReach(reach), ...nameOnServer(search)];
    return sql`SELECT status, count(*) AS count FROM server_jobs WHERE ${all(conditions)} GROUP BY status`;
  }
  if (reach.sinceMs === undefined && reach.untilMs === undefined) {
    const conditions = [...plainReach(reach), ...(search === undefined ? [] : [isNamed(search)])];
    return sql`SELECT status, sum(count) AS count FROM ended_counts WHERE ${all(conditions)} GROUP BY status`;
  }
  const conditions = all([hasEnded, ...plainReach(reach)]);
  if (search === undefined) return sql`SELECT status, count(*) AS count FROM jobs WHERE ${conditions} GROUP BY status`;
  // Event by event, and apart, so that the index answers for most of them without a look at the jobs.
  const events = eventsNamed(search);
  return sql`SELECT status, sum(count) AS count FROM (
    SELECT status, count(*) AS count FROM jobs INDEXED BY jobs_ended_by_event
      WHERE ${conditions} AND event_id IN (SELECT event_id FROM (${events}) WHERE throughout) GROUP BY status
    UNION ALL SELECT status, count(*) FROM jobs INDEXED BY jobs_ended_by_event
      WHERE ${conditions} AND event_id IN (SELECT event_id FROM (${events}) WHERE NOT throughout) AND ${isNamed(search)}
      GROUP BY status) GROUP BY status`;
}

/** By the event where that says it all, which the table answers; by the job itself only of events that had several names. */
function nameOnServer(search: string | undefined): readonly Piece[] {
  if (search === undefined) return [];
  const events = eventsNamed(search);
  const own = sql<SqlBool>`EXISTS (SELECT 1 FROM jobs WHERE jobs.id = server_jobs.job_id AND ${isNamed(search)})`;
  return [
    sql<SqlBool>`event_id IN (SELECT event_id FROM (${events}))`,
    sql<SqlBool>`(event_id IN (SELECT event_id FROM (${events}) WHERE throughout) OR ${own})`,
  ];
}

/** Jobs that finished since `sinceMs`, for the hourly picture. */
export function finishedSince(
  database: Database,
  sinceMs: number,
): Promise<{ status: JobStatus; hour: number; count: number }[]> {
  return database
    .selectFrom("jobs")
    .select([
      "status",
      sql<number>`CAST((finished_at - ${sinceMs}) / 3600000 AS INTEGER)`.as("hour"),
      (build) => build.fn.countAll<number>().as("count"),
    ])
    .where("finished_at", ">=", sinceMs)
    .groupBy(["status", "hour"])
    .execute();
}
