import { sql, type SqlBool, type Updateable } from "kysely";
import type { Failure } from "../../shared/failure.ts";
import type { StopProof } from "../../shared/job.ts";
import { executionTransitions, type ExecutionStatusAfter, type ExecutionTransition } from "../../shared/job-states.ts";
import type { RuntimeWay } from "../../shared/words.ts";
import type { Database, ExecutionRow, NewExecutionRow, Tables } from "./tables.ts";
import { failureText } from "./failure-text.ts";

type ExecutionChange = Omit<Updateable<Tables["executions"]>, "id" | "job_id" | "attempt" | "status">;

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

/**
 * Writes to an unfinished execution while its job's lease is held by this owner, for the attempt it belongs to.
 * @returns false when it has ended, or the lease was lost
 */
async function writeExecution(
  database: Database,
  { id, owner, from }: { readonly id: string; readonly owner: string; readonly from: readonly string[] },
  change: ExecutionChange,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("executions")
    .set(change)
    .where("id", "=", id)
    .where((build) => build.eb("status", "in", from as ExecutionRow["status"][]))
    .where((build) =>
      build.exists(
        build
          .selectFrom("jobs")
          .select(sql`1`.as("held"))
          .whereRef("jobs.id", "=", "executions.job_id")
          .whereRef("jobs.attempt", "=", "executions.attempt")
          .where("jobs.lease_owner", "=", owner),
      ),
    )
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Changes a status by a transition of the table in shared/job-states.ts. */
function moveExecution<Name extends ExecutionTransition>(
  database: Database,
  { id, owner }: ExecutionKey,
  { by, to, set }: { readonly by: Name; readonly to: ExecutionStatusAfter<Name>; readonly set: ExecutionChange },
): Promise<boolean> {
  const change = { ...set, status: to } as ExecutionChange;
  return writeExecution(database, { id, owner, from: executionTransitions[by].from }, change);
}

/** An execution, and who holds the lease of its job. */
export interface ExecutionKey {
  readonly id: string;
  readonly owner: string;
}

/**
 * Commits by what a run can be found again.
 * @param tokenHash of the token it has from now on; undefined: it keeps the one it has
 * @returns false when it has ended, or the lease was lost
 */
export function saveExecutionHandle(
  database: Database,
  key: ExecutionKey,
  handle: string,
  tokenHash?: string,
): Promise<boolean> {
  const change = tokenHash === undefined ? { handle } : { handle, token_hash: tokenHash };
  return writeExecution(database, { ...key, from: executionTransitions.finish.from }, change);
}

/**
 * Takes back what was written down and has not begun.
 * @returns false when it has begun or ended, or the lease was lost
 */
export async function withdrawExecution(database: Database, { id, owner }: ExecutionKey): Promise<boolean> {
  const { numDeletedRows } = await database
    .deleteFrom("executions")
    .where("id", "=", id)
    .where("status", "=", "starting")
    .where("started_at", "is", null)
    .where("job_id", "in", (build) => build.selectFrom("jobs").select("id").where("lease_owner", "=", owner))
    .executeTakeFirst();
  return numDeletedRows === 1n;
}

/** @returns false when it runs already or has ended, or the lease was lost */
export function markExecutionRunning(database: Database, key: ExecutionKey, now: number): Promise<boolean> {
  return moveExecution(database, key, { by: "begin", to: "running", set: { started_at: now } });
}

export interface ExecutionResult {
  readonly status: ExecutionStatusAfter<"finish">;
  readonly exitCode: number | undefined;
  readonly failure: Failure | undefined;
  readonly survivors: readonly string[];
  /** How it was stopped; absent unless it was. */
  readonly stopProof?: StopProof | undefined;
  /** When it ended, epoch milliseconds, where that was a while before it became known; absent: now. */
  readonly endedAt?: number | undefined;
  readonly logBytes: number;
  readonly logSha256: string;
  /** Bytes of output that were not kept because the log has a limit. */
  readonly logDroppedBytes: number;
}

/**
 * Records an end, once: a result that comes later, or from somebody who has lost the lease, changes nothing.
 * @returns false in that case
 */
export function finishExecution(
  database: Database,
  key: ExecutionKey,
  result: ExecutionResult,
  now: number,
): Promise<boolean> {
  return moveExecution(database, key, {
    by: "finish",
    to: result.status,
    set: {
      exit_code: result.exitCode ?? null,
      failure_reason: result.failure?.reason ?? null,
      failure_message: result.failure === undefined ? null : failureText(result.failure),
      survivors: JSON.stringify(result.survivors),
      stop_proof: result.stopProof === undefined ? null : JSON.stringify(result.stopProof),
      finished_at: Math.min(result.endedAt ?? now, now),
      token_hash: null,
      log_bytes: result.logBytes,
      log_sha256: result.logSha256,
      log_dropped_bytes: result.logDroppedBytes,
    },
  });
}

/** Unfinished executions whose job has left them behind: no transition leads there, but nothing may stay “running”. */
export function strayExecutions(database: Database, limit: number): Promise<ExecutionRow[]> {
  return database
    .selectFrom("executions")
    .innerJoin("jobs", "jobs.id", "executions.job_id")
    .selectAll("executions")
    .where("executions.finished_at", "is", null)
    .where((build) =>
      build.or([
        build("jobs.status", "not in", ["claimed", "running"]),
        build("jobs.attempt", "!=", build.ref("executions.attempt")),
      ]),
    )
    .limit(limit)
    .execute();
}

/** Closes the record of a stray execution; nobody can hold a lease for it. */
export async function closeStray(database: Database, id: string, message: string, now: number): Promise<void> {
  const [status] = executionTransitions.finish.to.slice(-1);
  const set = {
    status,
    failure_reason: "lost",
    failure_message: message,
    finished_at: now,
    token_hash: null,
  } as ExecutionChange;
  await database.updateTable("executions").set(set).where("id", "=", id).where("finished_at", "is", null).execute();
}

/** A place among ended executions, those that ended last first. */
export interface EndedBefore {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly id: string;
}

/** Ended executions behind a place whose container or spool has not been cleaned up yet. */
export function undiscardedExecutions(
  database: Database,
  { at, id }: EndedBefore,
  limit: number,
): Promise<ExecutionRow[]> {
  return (
    database
      .selectFrom("executions")
      .selectAll()
      // As the word the index of what is to be discarded knows, not as a parameter.
      .where(sql<SqlBool>`discarded = 0`)
      .where("finished_at", "is not", null)
      .where("handle", "is not", null)
      .where(sql<SqlBool>`(finished_at, id) < (${at}, ${id})`)
      .orderBy("finished_at", "desc")
      .orderBy("id", "desc")
      .limit(limit)
      .execute()
  );
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
  // The few that are under way are found first: grouping by the index of servers would go through all that ever ran.
  const { rows } = await sql<{ readonly server_id: number; readonly count: number }>`
    SELECT server_id, count(*) AS count FROM executions INDEXED BY executions_unfinished
    WHERE finished_at IS NULL AND server_id IS NOT NULL GROUP BY +server_id`.execute(database);
  return new Map(rows.map((row) => [row.server_id, row.count]));
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

/** Says how the script of an execution reaches the runtime API. */
export async function saveRuntimeWay(database: Database, id: string, way: RuntimeWay): Promise<void> {
  await database.updateTable("executions").set({ runtime_way: way }).where("id", "=", id).execute();
}
