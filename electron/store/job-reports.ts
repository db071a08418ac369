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
