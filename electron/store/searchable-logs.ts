import { sql, type Expression, type SqlBool } from "kysely";
import type { ExecutionStatus, JobStatus } from "../../shared/words.ts";
import { ranOn } from "./job-reach.ts";
import type { Database } from "./tables.ts";

/** Which jobs' logs are meant. */
export interface LogReach {
  readonly eventId?: number | undefined;
  readonly serverId?: number | undefined;
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  readonly statuses?: readonly JobStatus[] | undefined;
}

export interface SearchableLog {
  readonly executionId: string;
  readonly jobId: string;
  readonly eventId: number;
  readonly eventName: string;
  readonly target: string;
  readonly attempt: number;
  readonly jobStatus: JobStatus;
  readonly executionStatus: ExecutionStatus;
  readonly queuedAt: number;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly path: string;
}

function jobConditions(reach: LogReach): Expression<SqlBool>[] {
  const conditions: Expression<SqlBool>[] = [];
  if (reach.eventId !== undefined) conditions.push(sql<SqlBool>`jobs.event_id = ${reach.eventId}`);
  if (reach.sinceMs !== undefined) conditions.push(sql<SqlBool>`jobs.queued_at >= ${reach.sinceMs}`);
  if (reach.untilMs !== undefined) conditions.push(sql<SqlBool>`jobs.queued_at < ${reach.untilMs}`);
  if (reach.statuses !== undefined) conditions.push(sql<SqlBool>`jobs.status IN (${sql.join(reach.statuses)})`);
  if (reach.serverId !== undefined) {
    conditions.push(ranOn(reach.serverId));
  }
  return conditions;
}

export interface LogPage {
  /** The newest job's first, the latest attempt of each first. */
  readonly logs: readonly SearchableLog[];
  /** Go on after this job; undefined when there are no more. */
  readonly after: string | undefined;
}

/** The logs of the next `jobs` jobs within reach, the newest first. */
export async function searchableLogs(
  database: Database,
  reach: LogReach,
  { after, jobs: most }: { readonly after: string | undefined; readonly jobs: number },
): Promise<LogPage> {
  let chosen = database.selectFrom("jobs").select(["id", "event_id", "event_name", "status", "queued_at"]);
  for (const condition of jobConditions(reach)) chosen = chosen.where(condition);
  if (after !== undefined) {
    chosen = chosen.where(
      sql<SqlBool>`(queued_at, id) < (SELECT queued_at, id FROM jobs AS earlier WHERE earlier.id = ${after})`,
    );
  }
  const jobs = await chosen.orderBy("queued_at", "desc").orderBy("id", "desc").limit(most).execute();
  if (jobs.length === 0) return { logs: [], after: undefined };
  let found = database
    .selectFrom("executions")
    .select(["id", "job_id", "target", "attempt", "status", "created_at", "started_at", "finished_at", "log_path"])
    .where(
      "job_id",
      "in",
      jobs.map(({ id }) => id),
    );
  if (reach.serverId !== undefined) found = found.where("server_id", "=", reach.serverId);
  const executions = Map.groupBy(
    await found.orderBy("attempt", "desc").orderBy("created_at", "desc").orderBy("id").execute(),
    (row) => row.job_id,
  );
  const logs = jobs.flatMap((job) =>
    (executions.get(job.id) ?? []).map((row) => ({
      executionId: row.id,
      jobId: job.id,
      eventId: job.event_id,
      eventName: job.event_name,
      target: row.target,
      attempt: row.attempt,
      jobStatus: job.status,
      executionStatus: row.status,
      queuedAt: job.queued_at,
      startedAt: row.started_at ?? row.created_at,
      finishedAt: row.finished_at,
      path: row.log_path,
    })),
  );
  return { logs, after: jobs.length < most ? undefined : jobs.at(-1)?.id };
}

/** How many logs are within reach. */
export async function countSearchableLogs(database: Database, reach: LogReach): Promise<number> {
  let counted = database
    .selectFrom("executions")
    .innerJoin("jobs", "jobs.id", "executions.job_id")
    .select((build) => build.fn.countAll<number>().as("count"));
  for (const condition of jobConditions(reach)) counted = counted.where(condition);
  if (reach.serverId !== undefined) counted = counted.where("executions.server_id", "=", reach.serverId);
  return (await counted.executeTakeFirstOrThrow()).count;
}

export interface ExecutionLog {
  readonly row: number;
  readonly id: string;
  readonly path: string;
  readonly ended: boolean;
}

/** Executions after a row of the table, in the order in which they were written. */
export async function executionLogsAfter(database: Database, row: number, limit: number): Promise<ExecutionLog[]> {
  const { rows } = await sql<{ row: number; id: string; path: string; ended: number }>`
    SELECT rowid AS row, id, log_path AS path, finished_at IS NOT NULL AS ended
    FROM executions WHERE rowid > ${row} ORDER BY rowid LIMIT ${limit}`.execute(database);
  return rows.map((found) => ({ ...found, ended: found.ended === 1 }));
}

/** The same for some, as far as they are still there. */
export async function executionLogs(database: Database, ids: readonly string[]): Promise<ExecutionLog[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ row: number; id: string; path: string; ended: number }>`
    SELECT rowid AS row, id, log_path AS path, finished_at IS NOT NULL AS ended
    FROM executions WHERE id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`.execute(database);
  return rows.map((found) => ({ ...found, ended: found.ended === 1 }));
}

/** The newest row of the table; 0 for none. */
export async function newestExecutionRow(database: Database): Promise<number> {
  const { rows } = await sql<{ row: number | null }>`SELECT MAX(rowid) AS row FROM executions`.execute(database);
  return rows[0]?.row ?? 0;
}
