import type { ExecutionStatus } from "../../shared/words.ts";
import type { Failure } from "../../shared/failure.ts";
import type { Database, ExecutionRow, NewExecutionRow } from "./tables.ts";

export async function insertExecutions(database: Database, rows: readonly NewExecutionRow[]): Promise<void> {
  if (rows.length > 0) await database.insertInto("executions").values(rows).execute();
}

export function findExecution(database: Database, id: string): Promise<ExecutionRow | undefined> {
  return database.selectFrom("executions").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Every attempt's executions of a job, oldest first. */
export function executionsOfJob(database: Database, jobId: string): Promise<ExecutionRow[]> {
  return database
    .selectFrom("executions")
    .selectAll()
    .where("job_id", "=", jobId)
    .orderBy("attempt")
    .orderBy("created_at")
    .orderBy("id")
    .execute();
}

export async function saveExecutionHandle(database: Database, id: string, handle: string): Promise<void> {
  await database
    .updateTable("executions")
    .set({ handle })
    .where("id", "=", id)
    .where("finished_at", "is", null)
    .execute();
}

export async function markExecutionRunning(database: Database, id: string, now: number): Promise<void> {
  await database
    .updateTable("executions")
    .set({ status: "running", started_at: now })
    .where("id", "=", id)
    .where("status", "=", "starting")
    .execute();
}

export interface ExecutionResult {
  readonly status: Exclude<ExecutionStatus, "starting" | "running">;
  readonly exitCode: number | undefined;
  readonly failure: Failure | undefined;
  readonly survivors: readonly string[];
  readonly logBytes: number;
  readonly logSha256: string;
}

/** Records an end, once: a result that comes later changes nothing. */
export async function finishExecution(
  database: Database,
  id: string,
  result: ExecutionResult,
  now: number,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("executions")
    .set({
      status: result.status,
      exit_code: result.exitCode ?? null,
      failure_reason: result.failure?.reason ?? null,
      failure_message: result.failure?.message ?? null,
      survivors: JSON.stringify(result.survivors),
      finished_at: now,
      log_bytes: result.logBytes,
      log_sha256: result.logSha256,
    })
    .where("id", "=", id)
    .where("finished_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Ended executions whose container or spool has not been cleaned up yet. */
export function undiscardedExecutions(database: Database, limit: number): Promise<ExecutionRow[]> {
  return database
    .selectFrom("executions")
    .selectAll()
    .where("discarded", "=", 0)
    .where("finished_at", "is not", null)
    .where("handle", "is not", null)
    .orderBy("finished_at", "desc")
    .limit(limit)
    .execute();
}

/** Whether an execution is under way or still to be cleaned up; one that is not known has nothing to keep. */
export async function isUndiscarded(database: Database, id: string): Promise<boolean> {
  return (await findExecution(database, id))?.discarded === 0;
}

export async function markDiscarded(database: Database, id: string): Promise<void> {
  await database.updateTable("executions").set({ discarded: 1 }).where("id", "=", id).execute();
}

/** How many executions are under way on each server. */
export async function runningByServer(database: Database): Promise<ReadonlyMap<number, number>> {
  const rows = await database
    .selectFrom("executions")
    .select(["server_id", (build) => build.fn.countAll<number>().as("count")])
    .where("finished_at", "is", null)
    .where("server_id", "is not", null)
    .groupBy("server_id")
    .execute();
  return new Map(rows.map((row) => [row.server_id as number, row.count]));
}

/** Log files of all executions of an event, relative to the data directory. */
export async function logPathsOfEvent(database: Database, eventId: number): Promise<string[]> {
  const rows = await database
    .selectFrom("executions")
    .innerJoin("jobs", "jobs.id", "executions.job_id")
    .select("executions.log_path")
    .where("jobs.event_id", "=", eventId)
    .execute();
  return rows.map((row) => row.log_path);
}
