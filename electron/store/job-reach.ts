import { sql, type RawBuilder, type SqlBool } from "kysely";
import type { JobReach } from "../../shared/job.ts";
import { jobStatuses, unfinishedJobStatuses, type JobStatus } from "../../shared/words.ts";
import { likePattern } from "./events.ts";

/*
 * Pieces of the queries that look through jobs. Statuses stand in their text as words: a partial index answers to the
 * words it was made with alone, not to parameters.
 */

/** A condition, or anything else that stands in a statement. */
export type Piece = RawBuilder<SqlBool>;

export const isUnfinished = sql<SqlBool>`status IN (${words(unfinishedJobStatuses)})`;
export const isUnderWay = sql<SqlBool>`status IN (${words(["claimed", "running"])})`;

const unfinished: readonly JobStatus[] = unfinishedJobStatuses;
export const endedJobStatuses = jobStatuses.filter((status) => !unfinished.includes(status));

function words(statuses: readonly JobStatus[]): RawBuilder<unknown> {
  return sql.join(statuses.map((status) => sql.lit(status)));
}

/** Jobs of one status; an index is known by the very condition it was made with. */
export function hasStatus(status: JobStatus): Piece {
  const is = sql<SqlBool>`status = ${sql.lit(status)}`;
  if (status === "claimed" || status === "running") return sql<SqlBool>`${isUnderWay} AND ${is}`;
  return unfinished.includes(status)
    ? sql<SqlBool>`${isUnfinished} AND ${is}`
    : sql<SqlBool>`finished_at IS NOT NULL AND ${is}`;
}

/**
 * Jobs, by way of the small index that holds all of a status that has not ended: SQLite, which knows nothing of how few
 * they are, would look for them among all jobs.
 */
export function jobsOf(status: JobStatus | undefined): RawBuilder<unknown> {
  if (status === "claimed" || status === "running") return sql`jobs INDEXED BY jobs_under_way`;
  return status !== undefined && unfinished.includes(status) ? unfinishedJobs : sql`jobs`;
}
export const unfinishedJobs = sql`jobs INDEXED BY jobs_unfinished_by_event`;

/** Any of the statuses that end a job; see `hasStatus`. */
export const hasEnded = sql<SqlBool>`status IN (${words(endedJobStatuses)}) AND finished_at IS NOT NULL`;

export function all(conditions: readonly Piece[]): Piece {
  return conditions.length === 0 ? sql<SqlBool>`1` : sql<SqlBool>`${sql.join(conditions, sql` AND `)}`;
}

/** What of a reach is a matter of the event and of time. */
export type PlainReach = Pick<JobReach, "eventId" | "sinceMs"> & {
  /** Only jobs queued before this instant, epoch milliseconds. */
  readonly untilMs?: number | undefined;
};

/** The conditions of these, for any table with the columns. */
export function plainReach(reach: PlainReach): Piece[] {
  return [
    ...(reach.eventId === undefined ? [] : [sql<SqlBool>`event_id = ${reach.eventId}`]),
    ...(reach.sinceMs === undefined ? [] : [sql<SqlBool>`queued_at >= ${reach.sinceMs}`]),
    ...(reach.untilMs === undefined ? [] : [sql<SqlBool>`queued_at < ${reach.untilMs}`]),
  ];
}

/** True of jobs whose event was called so. */
export function isNamed(search: string): Piece {
  return sql<SqlBool>`event_name LIKE ${likePattern(search)} ESCAPE '\\'`;
}

/** True of a job that has an execution on a server; looked up by the job, not among all that ran there. */
export function ranOn(serverId: number): Piece {
  return sql<SqlBool>`EXISTS (SELECT 1 FROM executions WHERE executions.job_id = jobs.id AND +executions.server_id = ${serverId})`;
}

/**
 * Events of which ended jobs are named so: a table of `event_id`, and `throughout`, 1 where all of its ended jobs are.
 * An event that was given another name in between has jobs of both.
 */
export function eventsNamed(search: string): RawBuilder<unknown> {
  const named = isNamed(search);
  return sql`SELECT event_id, min(${named}) AS throughout FROM ended_counts GROUP BY event_id HAVING max(${named})`;
}
