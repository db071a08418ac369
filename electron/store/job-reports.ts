import { sql } from "kysely";
import type { Database } from "./tables.ts";

/** What an execution of a job has told, without its output, which may be large. */
export interface JobReport {
  readonly execution_id: string;
  readonly target: string;
  readonly condition: number | null;
  readonly progress: number | null;
  readonly progress_message: string | null;
  /** Bytes of its output as JSON; null when it gave none. */
  readonly output_bytes: number | null;
}

/** Of each execution that has told anything, in the order of attempts. */
export async function reportsOfJob(database: Database, jobId: string): Promise<readonly JobReport[]> {
  const { rows } = await sql<JobReport>`
    SELECT report.execution_id, execution.target, report.condition, report.progress, report.progress_message,
      octet_length(report.output) AS output_bytes
    FROM executions AS execution JOIN execution_reports AS report ON report.execution_id = execution.id
    WHERE execution.job_id = ${jobId}
    ORDER BY execution.attempt, execution.created_at, execution.id`.execute(database);
  return rows;
}

/** Of each target what its last execution has told: an earlier attempt counts only where no later one ran. */
export async function lastReportsOfJob(database: Database, jobId: string): Promise<readonly JobReport[]> {
  const { rows } = await sql<JobReport>`
    SELECT report.execution_id, last.target, report.condition, report.progress, report.progress_message,
      octet_length(report.output) AS output_bytes
    FROM (SELECT id, target, row_number() OVER
        (PARTITION BY target ORDER BY attempt DESC, created_at DESC, id DESC) AS place
      FROM executions WHERE job_id = ${jobId}) AS last
    JOIN execution_reports AS report ON report.execution_id = last.id
    WHERE last.place = 1
    ORDER BY last.target`.execute(database);
  return rows;
}

/** @returns JSON text; null when it gave none, undefined when nothing is known of the execution */
export async function findOutput(database: Database, executionId: string): Promise<string | null | undefined> {
  const row = await database
    .selectFrom("executions")
    .leftJoin("execution_reports", "execution_reports.execution_id", "executions.id")
    .select("execution_reports.output")
    .where("executions.id", "=", executionId)
    .executeTakeFirst();
  return row?.output ?? (row === undefined ? undefined : null);
}

/** The first characters of an output as JSON. */
export async function findOutputStart(database: Database, executionId: string, characters: number): Promise<string> {
  const { rows } = await sql<{ readonly start: string | null }>`
    SELECT substr(output, 1, ${characters}) AS start FROM execution_reports
    WHERE execution_id = ${executionId}`.execute(database);
  return rows[0]?.start ?? "";
}

/** How far a job is: over the executions of its present attempt, those that have ended being whole. */
export interface ProgressRow {
  readonly job_id: string;
  readonly fraction: number;
  readonly executions: number;
  readonly message: string | null;
}

/** Of those of these running jobs whose scripts have told of it. */
export async function progressOfJobs(database: Database, jobIds: readonly string[]): Promise<readonly ProgressRow[]> {
  if (jobIds.length === 0) return [];
  const { rows } = await sql<ProgressRow>`
    SELECT execution.job_id, count(*) AS executions, max(report.progress_message) AS message,
      avg(CASE WHEN execution.finished_at IS NULL THEN coalesce(report.progress, 0) ELSE 1 END) AS fraction
    FROM jobs JOIN executions AS execution ON execution.job_id = jobs.id AND execution.attempt = jobs.attempt
    LEFT JOIN execution_reports AS report ON report.execution_id = execution.id
    WHERE jobs.id IN (${sql.join(jobIds)}) AND jobs.status = 'running'
    GROUP BY execution.job_id HAVING count(report.progress) > 0`.execute(database);
  return rows;
}
