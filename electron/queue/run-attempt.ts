import type { Ids } from "../base/ids.ts";
import { executionsOfJob, insertExecutions } from "../store/executions.ts";
import type { Database, ExecutionRow, JobRow, NewExecutionRow } from "../store/tables.ts";
import { longestDelayMs, retryDelay } from "./back-off.ts";
import { readJobWork, type JobWork } from "./job-definition.ts";
import { groupTurns, runInTurns } from "./group-turns.ts";
import { prepareJobEnd, type JobEndHook } from "./job-end.ts";
import type { WithEnd } from "./record-end.ts";
import { discardExecution, runExecution, type ExecutionSignals, type LeasedParts } from "./run-execution.ts";
import { serversWanted } from "./servers-wanted.ts";
import { markJobRunning, settleIn } from "./settle.ts";
import { decideSettlement, type EndedExecution, type Settlement } from "./settlement.ts";
import { planTargets, type PlannedTarget } from "./targets.ts";

export interface AttemptParts extends LeasedParts {
  readonly ids: Ids;
  readonly hooks: readonly JobEndHook[];
}

export interface AttemptSignals extends ExecutionSignals {
  /** One of several executions ended: there may be room for another job where it was. */
  readonly roomMade?: () => void;
}

/**
 * Carries one attempt of a claimed job to its settlement: makes an execution for every target that has not succeeded
 * yet, or takes up those an earlier process left, waits for all, and settles.
 * @returns how it was settled; undefined when executions go on without us or the lease was lost
 */
export async function runAttempt(
  parts: AttemptParts,
  job: JobRow,
  signals: AttemptSignals,
): Promise<Settlement | undefined> {
  const { store, changes } = parts;
  const definition = readJobWork(job);
  const earlier = await executionsOfJob(store.read, job.id);
  const own = earlier.filter((row) => row.attempt === job.attempt);
  const planned = await planTargets(store.read, definition);
  const done = new Set(earlier.filter((row) => row.status === "completed").map(placeOf));
  const rows =
    own.length > 0
      ? own
      : await beginExecutions(
          parts,
          job,
          planned.filter((target) => !done.has(target.serverId ?? target.name)),
        );
  if (rows === undefined) return undefined;
  changes.announce({ noun: "job", id: job.id });

  const { turns, limits } = await groupTurns(store.read, rows);
  let askedForMs = 0;
  const askedToWait = (forMs: number): void => {
    askedForMs = Math.max(askedForMs, forMs);
  };
  let written: Settled | undefined;
  let settled: Settled | undefined;
  // The end of the only execution is that of the job: one commit for both.
  const withEnd: WithEnd | undefined =
    rows.length > 1
      ? undefined
      : {
          prepare: () => prepareJobEnd(parts.hooks, job.event_id),
          async write(transaction) {
            written = await settleNow(transaction, parts, job, definition, planned.length, askedForMs);
          },
          committed() {
            settled = written;
          },
        };
  const ended = await runInTurns(turns, limits, signals, async (row, leaving) => {
    const execution = await finishOne(parts, row, definition, { ...signals, detach: leaving, askedToWait }, withEnd);
    if (rows.length > 1) signals.roomMade?.();
    return execution;
  });
  if (ended.some((execution) => execution === undefined)) return undefined;
  return afterSettling(
    parts,
    job,
    definition,
    settled ?? (await settle(parts, job, definition, planned.length, askedForMs)),
  );
}

/** Tells an execution's place from others; a server keeps its number when it is given another name. */
function placeOf({ server_id: serverId, target }: ExecutionRow): number | string {
  return serverId ?? target;
}

async function finishOne(
  parts: AttemptParts,
  row: ExecutionRow,
  definition: JobWork,
  signals: ExecutionSignals,
  withEnd: WithEnd | undefined,
): Promise<EndedExecution | undefined> {
  return row.finished_at === null ? runExecution(parts, row, definition, signals, withEnd) : endedExecution(row);
}

/** Commits the intent: the job runs, on these targets. @returns undefined when the lease was lost */
async function beginExecutions(
  { store, ids, clock, owner }: AttemptParts,
  job: JobRow,
  targets: readonly PlannedTarget[],
): Promise<readonly ExecutionRow[] | undefined> {
  const now = clock.now();
  const month = new Date(now).toISOString().slice(0, 7);
  const rows = targets.map((target): NewExecutionRow & ExecutionRow => {
    const id = ids.execution(job.id, target.serverId, now);
    return {
      id,
      job_id: job.id,
      attempt: job.attempt,
      place: target.place,
      server_id: target.serverId ?? null,
      target: target.name,
      status: "starting",
      handle: null,
      discarded: 0,
      exit_code: null,
      failure_reason: null,
      failure_message: null,
      survivors: "[]",
      created_at: now,
      started_at: null,
      finished_at: null,
      log_path: `logs/${month}/${id}.log`,
      log_bytes: null,
      log_sha256: null,
      log_dropped_bytes: 0,
      stop_proof: null,
      token_hash: null,
      runtime_way: null,
    };
  });
  return store.write.transaction().execute(async (transaction) => {
    const names = targets.map((target) => target.name);
    if (!(await markJobRunning(transaction, job, owner, names, now))) return undefined;
    await insertExecutions(transaction, rows);
    return rows;
  });
}

interface Settled {
  readonly rows: readonly ExecutionRow[];
  readonly settlement: Settlement;
  /** False when the lease was lost. */
  readonly isOurs: boolean;
}

async function settle(
  parts: AttemptParts,
  job: JobRow,
  definition: JobWork,
  plannedCount: number,
  askedForMs: number,
): Promise<Settled> {
  await prepareJobEnd(parts.hooks, job.event_id);
  return parts.store.write
    .transaction()
    .execute((transaction) => settleNow(transaction, parts, job, definition, plannedCount, askedForMs));
}

/** Decides what becomes of the job and writes it; nothing comes between what is read for it and what is written. */
async function settleNow(
  transaction: Database,
  { clock, ids, owner, hooks }: AttemptParts,
  job: JobRow,
  definition: JobWork,
  plannedCount: number,
  askedForMs: number,
): Promise<Settled> {
  const rows = await executionsOfJob(transaction, job.id);
  const latest = new Map(rows.map((row) => [placeOf(row), row]));
  const current = await transaction
    .selectFrom("jobs")
    .select("cancel_requested_at")
    .where("id", "=", job.id)
    .executeTakeFirst();
  const settlement = decideSettlement({
    executions: [...latest.values()].map(endedExecution),
    ...(plannedCount === 0 && rows.length === 0
      ? { failure: { reason: "server_missing" as const, message: noServerWords(definition) } }
      : {}),
    attempt: job.attempt,
    attemptsAllowed: job.attempts_allowed,
    onUnknown: definition.onUnknown,
    retryOn: definition.retries.on,
    cancelRequested: (current?.cancel_requested_at ?? null) !== null,
  });
  const now = clock.now();
  const delay = retryDelay(definition.retries, job.attempt, ids.fraction());
  // Nobody is left alone longer than the longest wait of our own.
  const retryAt = now + Math.max(delay, Math.min(askedForMs, longestDelayMs));
  const wanted = serversWanted(definition.run, rows) ?? undefined;
  const request = { job, owner, settlement, retryAt, serversWanted: wanted, now };
  const isOurs = await settleIn(transaction, request, hooks);
  return { rows, settlement, isOurs };
}

/** Tells of it, and cleans up after the attempt. @returns undefined when the lease was lost */
async function afterSettling(
  parts: AttemptParts,
  job: JobRow,
  definition: JobWork,
  { rows, settlement, isOurs }: Settled,
): Promise<Settlement | undefined> {
  parts.changes.announce({ noun: "job", id: job.id });
  parts.changes.announce({ noun: "event", id: job.event_id });
  for (const row of rows) {
    if (row.attempt === job.attempt && row.discarded === 0) await discardExecution(parts, row, definition);
  }
  return isOurs ? settlement : undefined;
}

function endedExecution(row: ExecutionRow): EndedExecution {
  return {
    target: row.target,
    status: row.status === "starting" || row.status === "running" ? "unknown" : row.status,
    exitCode: row.exit_code ?? undefined,
    failure:
      row.failure_reason === null ? undefined : { reason: row.failure_reason, message: row.failure_message ?? "" },
    survivors: JSON.parse(row.survivors) as string[],
  };
}

/** What the event names instead of a server that could be used. */
function noServerWords({ run }: JobWork): string {
  const groups = run.on === "servers" ? run.groups : [];
  if (groups.length === 0) return "None of the servers that the event names is in use any more";
  const named = groups.length === 1 ? "The group" : "None of the groups";
  return `${named} ${groups.join(", ")} ${groups.length === 1 ? "has no server in use" : "has a server in use"}`;
}
