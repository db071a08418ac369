import { sql, type SqlBool } from "kysely";
import { jobStatuses, type ExecutionStatus, type JobStatus } from "../../shared/words.ts";
import { countJobs } from "./job-counts.ts";
import { newestJobs } from "./job-list.ts";
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

export interface LogPage {
  /** The newest job's first, the latest attempt of each first. */
  readonly logs: readonly SearchableLog[];
  /** Go on after this job; undefined when there are no more. */
  readonly after: string | undefined;
}

/** What is asked of each job. */
interface ChosenJob {
  readonly id: string;
  readonly event_id: number;
  readonly event_name: string;
  readonly status: JobStatus;
  readonly queued_at: number;
}

/** The logs of the next `jobs` jobs within reach, the newest first. */
export async function searchableLogs(
  database: Database,
  reach: LogReach,
  { after, jobs: most }: { readonly after: string | undefined; readonly jobs: number },
): Promise<LogPage> {
  if (reach.statuses?.length === 0) return { logs: [], after: undefined };
  const found = await newestJobs(database, { ...reach, statuses: reach.statuses?.slice(), after, limit: most });
  const { rows } = await sql<ChosenJob>`
    SELECT jobs.id, jobs.event_id, jobs.event_name, jobs.status, jobs.queued_at
    FROM (${found}) AS found JOIN jobs ON jobs.id = found.id
    ORDER BY found.queued_at DESC, found.id DESC LIMIT ${most + 1}`.execute(database);
  const jobs = rows.slice(0, most);
  const executions = await executionsOf(database, jobs, reach.serverId);
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
  return { logs, after: rows.length > most ? jobs.at(-1)?.id : undefined };
}

/** The executions of some jobs, on one server where it is given; those of each the latest attempt first. */
async function executionsOf(database: Database, jobs: readonly ChosenJob[], serverId: number | undefined) {
  const ids = JSON.stringify(jobs.map(({ id }) => id));
  const rows = await database
    .selectFrom("executions")
    .select(["id", "job_id", "target", "attempt", "status", "created_at", "started_at", "finished_at", "log_path"])
    .where(sql<SqlBool>`job_id IN (SELECT value FROM json_each(${ids}))`)
    // Looked at where the job's are found: by its own index it would go through all that ever ran on the server.
    .$if(serverId !== undefined, (query) => query.where(sql<SqlBool>`+server_id = ${serverId}`))
    .orderBy("attempt", "desc")
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
  return Map.groupBy(rows, (row) => row.job_id);
}

/** How many logs there are. */
export async function countLogs(database: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM executions`.execute(database);
  return rows[0]?.count ?? 0;
}

/** How many jobs are within reach. Counting their logs would be seconds of work among a million. */
export async function countSearchableJobs(database: Database, reach: LogReach): Promise<number> {
  const counts = await countJobs(database, reach);
  return (reach.statuses ?? jobStatuses).reduce((sum, status) => sum + counts[status], 0);
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
