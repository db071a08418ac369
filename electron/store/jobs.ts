import { sql, type Expression, type SqlBool } from "kysely";
import type { JobQuery, JobReach, JobCounts } from "../../shared/job.ts";
import type { JobStatusAfter } from "../../shared/job-states.ts";
import { jobStatuses, unfinishedJobStatuses, type JobStatus } from "../../shared/words.ts";
import { likePattern } from "./events.ts";
import { insertRows } from "./insert-rows.ts";
import type { Database, JobRow } from "./tables.ts";

const columns = [
  "id",
  "event_id",
  "event_name",
  "event_type",
  "event_version",
  "source",
  "status",
  "priority",
  "exclusive",
  "definition",
  "input",
  "targets",
  "due_at",
  "attempts_allowed",
  "queued_at",
  "available_at",
  "idempotency_key",
  "occurrence_id",
  "servers_wanted",
  "request_hash",
] as const satisfies readonly (keyof JobRow)[];
/** A job as it is queued; all else is empty until something happens to it. */
export type QueuedJob = Pick<JobRow, (typeof columns)[number]> & { readonly status: JobStatusAfter<"enqueue"> };

export async function insertJobs(database: Database, jobs: readonly QueuedJob[]): Promise<void> {
  const values = jobs.map((job) => columns.map((column) => job[column]));
  await insertRows(database, "jobs", columns, values);
}

export function findJob(database: Database, id: string): Promise<JobRow | undefined> {
  return database.selectFrom("jobs").selectAll().where("id", "=", id).executeTakeFirst();
}

export function findJobByIdempotencyKey(database: Database, key: string): Promise<JobRow | undefined> {
  return database.selectFrom("jobs").selectAll().where("idempotency_key", "=", key).executeTakeFirst();
}

/** Jobs of an event that are queued, claimed or running. */
export function unfinishedJobs(database: Database, eventId: number): Promise<JobRow[]> {
  return database
    .selectFrom("jobs")
    .selectAll()
    .where("event_id", "=", eventId)
    .where("status", "in", [...unfinishedJobStatuses])
    .orderBy("queued_at")
    .execute();
}

/** How many unfinished jobs each event has. */
export async function countUnfinishedByEvent(database: Database): Promise<ReadonlyMap<number, number>> {
  const rows = await database
    .selectFrom("jobs")
    .select(["event_id", (build) => build.fn.countAll<number>().as("count")])
    .where("status", "in", [...unfinishedJobStatuses])
    .groupBy("event_id")
    .execute();
  return new Map(rows.map((row) => [row.event_id, row.count]));
}

/** The conditions that hold for the jobs within a filter's reach. */
function withinReach(reach: JobReach): Expression<SqlBool>[] {
  const conditions: Expression<SqlBool>[] = [];
  if (reach.eventId !== undefined) conditions.push(sql<SqlBool>`jobs.event_id = ${reach.eventId}`);
  if (reach.sinceMs !== undefined) conditions.push(sql<SqlBool>`jobs.queued_at >= ${reach.sinceMs}`);
  if (reach.search !== undefined && reach.search !== "") {
    conditions.push(sql<SqlBool>`jobs.event_name LIKE ${likePattern(reach.search)} ESCAPE '\\'`);
  }
  if (reach.serverId !== undefined) {
    conditions.push(
      sql<SqlBool>`EXISTS (SELECT 1 FROM executions WHERE executions.job_id = jobs.id AND executions.server_id = ${reach.serverId})`,
    );
  }
  return conditions;
}

/** Jobs newest first; asks for one more than `limit` to know whether there are more. */
export async function listJobs(database: Database, query: JobQuery): Promise<JobRow[]> {
  let selection = database.selectFrom("jobs").selectAll("jobs");
  for (const condition of withinReach(query)) selection = selection.where(condition);
  if (query.statuses !== undefined && query.statuses.length > 0) {
    selection = selection.where("status", "in", query.statuses);
  }
  if (query.after !== undefined) {
    selection = selection.where(
      sql<SqlBool>`(queued_at, id) < (SELECT queued_at, id FROM jobs AS earlier WHERE earlier.id = ${query.after})`,
    );
  }
  return selection
    .orderBy("queued_at", "desc")
    .orderBy("id", "desc")
    .limit(query.limit + 1)
    .execute();
}

/** The latest `count` jobs of every event, newest first within each. */
export function latestJobsByEvent(database: Database, count: number): Promise<JobRow[]> {
  return database
    .selectFrom("events")
    .innerJoin("jobs", (join) =>
      join
        .onRef("jobs.event_id", "=", "events.id")
        .on(
          sql<SqlBool>`jobs.id IN (SELECT id FROM jobs AS own WHERE own.event_id = events.id ORDER BY queued_at DESC LIMIT ${count})`,
        ),
    )
    .selectAll("jobs")
    .orderBy("jobs.event_id")
    .orderBy("jobs.queued_at", "desc")
    .execute();
}

/** How many of the jobs within reach are in each status. */
export async function countJobs(database: Database, reach: JobReach): Promise<JobCounts> {
  let query = database
    .selectFrom("jobs")
    .select(["status", (build) => build.fn.countAll<number>().as("count")])
    .groupBy("status");
  for (const condition of withinReach(reach)) query = query.where(condition);
  const counts = Object.fromEntries(jobStatuses.map((status) => [status, 0])) as Record<JobStatus, number>;
  for (const row of await query.execute()) counts[row.status] = row.count;
  return counts;
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
