import { sql, type SqlBool } from "kysely";
import type { JobStatusAfter } from "../../shared/job-states.ts";
import { insertRows } from "./insert-rows.ts";
import { isUnfinished } from "./job-reach.ts";
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
  "retry_of",
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

/** Those of the jobs that are still there. */
export async function findJobs(database: Database, ids: readonly string[]): Promise<readonly JobRow[]> {
  if (ids.length === 0) return [];
  const isOne = sql<SqlBool>`id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  return database.selectFrom("jobs").selectAll().where(isOne).execute();
}

export function findJobByIdempotencyKey(database: Database, key: string): Promise<JobRow | undefined> {
  return database.selectFrom("jobs").selectAll().where("idempotency_key", "=", key).executeTakeFirst();
}

/** The last job of the same event that completed before this one was queued. */
export function lastCompletedBefore(
  database: Database,
  job: Pick<JobRow, "id" | "event_id" | "queued_at">,
): Promise<JobRow | undefined> {
  return database
    .selectFrom("jobs")
    .selectAll()
    .where("event_id", "=", job.event_id)
    .where("status", "=", "completed")
    .where("finished_at", "is not", null)
    .where(sql<SqlBool>`(queued_at, id) < (${job.queued_at}, ${job.id})`)
    .orderBy("queued_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** Jobs of an event that are queued, claimed or running. */
export function unfinishedJobs(database: Database, eventId: number): Promise<JobRow[]> {
  return database
    .selectFrom("jobs")
    .selectAll()
    .where("event_id", "=", eventId)
    .where(isUnfinished)
    .orderBy("queued_at")
    .execute();
}

/** How many jobs of an event are unfinished, and how many of those have left the queue. */
export interface UnfinishedCounts {
  readonly unfinished: number;
  readonly running: number;
}

/** The counts of each event that has any. */
export async function countUnfinishedByEvent(database: Database): Promise<ReadonlyMap<number, UnfinishedCounts>> {
  const rows = await database
    .selectFrom("jobs")
    .select(["event_id", "status", (build) => build.fn.countAll<number>().as("count")])
    .where(isUnfinished)
    .groupBy(["event_id", "status"])
    .execute();
  const counts = new Map<number, UnfinishedCounts>();
  for (const { event_id: eventId, status, count } of rows) {
    const { unfinished, running } = counts.get(eventId) ?? { unfinished: 0, running: 0 };
    counts.set(eventId, { unfinished: unfinished + count, running: running + (status === "queued" ? 0 : count) });
  }
  return counts;
}

/** The latest `count` jobs of every event, or of one, newest first within each. */
export async function latestJobsByEvent(database: Database, count: number, eventId?: number): Promise<JobRow[]> {
  const one = eventId === undefined ? sql`` : sql`WHERE events.id = ${eventId}`;
  // The order of the join is told: from the jobs, each would be asked whether it is among its event's latest.
  const { rows } = await sql<JobRow>`
    SELECT jobs.* FROM events CROSS JOIN jobs ON jobs.rowid IN
      (SELECT rowid FROM jobs AS own WHERE own.event_id = events.id ORDER BY queued_at DESC LIMIT ${count})
    ${one} ORDER BY jobs.event_id, jobs.queued_at DESC`.execute(database);
  return rows;
}
