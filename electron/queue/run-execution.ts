import { join } from "node:path";
import { CroniumError } from "../../shared/errors.ts";
import type { Failure } from "../../shared/failure.ts";
import type { RunPlace, RuntimeWay } from "../../shared/words.ts";
import type { ChangeFeed } from "../base/change-feed.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { AnyExecutionRequest, ExecutionHandle, ExecutionOutcome, Executor } from "../executors/executor.ts";
import type { LogFiles } from "../logs/log-file.ts";
import type { LogGrowthFeed } from "../logs/log-growth.ts";
import { openLogWriter } from "../logs/log-writer.ts";
import type { ChangeableVault } from "../secrets/changeable-vault.ts";
import { markExecutionRunning, saveExecutionHandle, saveRuntimeWay } from "../store/executions.ts";
import { saveReport } from "../store/reports.ts";
import { readSettings } from "../store/settings.ts";
import { isDiskTrouble } from "../store/connection.ts";
import type { Store } from "../store/store.ts";
import type { ExecutionRow, JobRow } from "../store/tables.ts";
import type { JobWork } from "./job-definition.ts";
import { openKeeping, type Keeping } from "./execution-keeping.ts";
import { maskOutcome } from "./mask-outcome.ts";
import { recordOutcome } from "./outcome.ts";
import { recordEnd, type WithEnd } from "./record-end.ts";
import { whyCancelled } from "./why-cancelled.ts";
import type { EndedExecution } from "./settlement.ts";
import { createLogGuard, type LogGuard } from "./log-guard.ts";
import { prepareExecution, type JobPayloads } from "./prepare-execution.ts";
import type { RequestVariables } from "./prepare-request.ts";
import { openSession, withSession } from "./open-session.ts";
import type { RuntimeSession, RuntimeSessions } from "./runtime-sessions.ts";
import { mayWait, takeBack } from "./unreached.ts";
import type { UsageBook } from "./usage-book.ts";

/** Stands in until the log's own failure, which is known by then, takes its place. */
const unforeseen = { reason: "internal", message: "The log could not be opened" } as const;

export interface ExecutionParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly vault: ChangeableVault;
  readonly executors: Readonly<Record<RunPlace, Executor<AnyExecutionRequest>>>;
  readonly changes: ChangeFeed;
  readonly growth: LogGrowthFeed;
  readonly dataDirectory: string;
  /** What the templates of requests may speak of; absent: there are none. */
  readonly variables?: RequestVariables | undefined;
  /** What is sent to servers, packed beforehand; absent: it is packed when it runs. */
  readonly payloads?: JobPayloads | undefined;
  /** How scripts reach the program; absent: they do not. */
  readonly runtime?: RuntimeSessions | undefined;
  /** Takes what running executions use; absent: it is not kept. */
  readonly usage?: UsageBook | undefined;
  /** Where logs are written to; the files of the operating system unless told otherwise. */
  readonly logFiles?: LogFiles | undefined;
}

/** What the holder of a job's lease runs its executions with. */
export interface LeasedParts extends ExecutionParts {
  readonly owner: string;
}

export interface ExecutionSignals {
  /** A person asked for the end of the job. */
  readonly cancel: AbortSignal;
  /** The program leaves. */
  readonly detach: AbortSignal;
  /** When the job first met the server as one that cannot be reached, epoch milliseconds. */
  readonly unreachedSince?: number | undefined;
  /** Takes how long the other side asks not to be tried again, milliseconds. */
  readonly askedToWait?: (forMs: number) => void;
}

/**
 * Runs one execution to its end, or takes up one that an earlier process left, and records the result.
 * @param withEnd shares the commit of the end; where it fails the end is recorded without it
 * @returns undefined when it goes on without us, or the lease of its job was lost; `unreached` when it was taken back, as
 * its server cannot be reached for now and its job waits for that; `locked` when the vault cannot be read for now: nothing
 * was done about what an earlier process began, and what was not begun was taken back
 */
export async function runExecution(
  parts: LeasedParts,
  row: ExecutionRow,
  { job, definition }: { readonly job: JobRow; readonly definition: JobWork },
  signals: ExecutionSignals,
  withEnd?: WithEnd,
): Promise<EndedExecution | "unreached" | "locked" | undefined> {
  const { clock, growth, changes } = parts;
  const prepared = await prepareExecution(parts, row, definition);
  if (!prepared.ok && prepared.isVaultClosed && !(row.handle === null && signals.cancel.aborted)) {
    // What is no execution any more, or not ours, is not waited for.
    if (row.handle !== null || (await takeBack(parts, job, row))) return "locked";
    return undefined;
  }
  const limitBytes = definition.logLimitBytes ?? (await readSettings(parts.store.read)).logLimitBytes;
  const session = prepared.ok ? await openSession(parts, row, definition) : undefined;
  const secrets = (): readonly string[] => [...prepared.secrets, ...(session?.secrets() ?? [])];
  const guard = await createLogGuard(
    openLogWriter({
      path: join(parts.dataDirectory, row.log_path),
      clock,
      secrets: secrets(),
      files: parts.logFiles,
      limitBytes,
      grown: (size) => {
        growth.grown(row.id, size);
      },
    }),
  );
  const keeping = await openKeeping(parts, row);
  const started = prepared.ok && (guard.failure === undefined || row.handle !== null);
  const reported = started
    ? await execute(parts, row, definition.timeoutMs, withSession(prepared.request, session), {
        ...signals,
        guard,
        session,
        keeping,
      }).catch(async (error: unknown) => {
        keeping.close();
        await session?.leave();
        await guard.close(false);
        throw error;
      })
    : signals.cancel.aborted && row.handle === null
      ? ({ kind: "stopped", reason: "cancel", survivors: [] } as const)
      : unprepared(prepared.ok ? unforeseen : prepared.failure, row);
  // Before the log is closed and the end is told: what the script asked for is done, and it may ask for nothing more.
  await (reported.kind === "detached" ? session?.leave() : session?.end());
  await keeping.settled();
  if (reported.kind === "failed") signals.askedToWait?.(reported.retryAfterMs ?? 0);
  const outcome = maskOutcome(reported, secrets());
  const kept = await guard.close(outcome.kind !== "detached");
  if (
    // What cannot even be prepared, such as the way to a server that is gone, does not pass by itself.
    started &&
    outcome.kind === "failed" &&
    !signals.cancel.aborted &&
    (await mayWait(parts, job, row, outcome, signals.unreachedSince))
  ) {
    keeping.close();
    growth.ended(row.id);
    if (await takeBack(parts, job, row, outcome.failure.message)) return "unreached";
  }
  const isCancelled = outcome.kind === "stopped" && outcome.reason === "cancel";
  const ended = recordOutcome(
    guard.failure ? { kind: "failed", failure: guard.failure } : outcome,
    definition.timeoutMs,
    isCancelled ? await whyCancelled(parts.store.write, row.job_id) : undefined,
  );
  if (ended === undefined) {
    await keeping.write(parts.store.write);
    keeping.close();
    return undefined;
  }
  const stopProof = "proof" in outcome ? outcome.proof : undefined;
  const survivors = stopProof?.survivors ?? ended.survivors;
  const result = {
    ...ended,
    survivors,
    stopProof,
    endedAt: endOf(outcome, row),
    logBytes: kept.bytes,
    logSha256: kept.sha256,
    logDroppedBytes: kept.droppedBytes,
  };
  const recorded = await recordEnd(parts, row, result, keeping, withEnd);
  keeping.close();
  growth.ended(row.id);
  changes.announce({ noun: "execution", id: row.id });
  return recorded ? { ...ended, survivors, target: row.target } : undefined;
}

/** Places tell whole seconds: what began and ended in one has not ended before it began. */
function endOf(outcome: ExecutionOutcome, { started_at: startedAt }: ExecutionRow): number | undefined {
  if (!("endedAt" in outcome) || outcome.endedAt === undefined || startedAt === null) return undefined;
  return Math.max(outcome.endedAt, startedAt);
}

/** What cannot be prepared does not start; what an earlier process had started before may run on, followed by nobody. */
function unprepared(failure: Failure, row: ExecutionRow): ExecutionOutcome {
  if (row.handle === null) return { kind: "failed", failure };
  return { kind: "unknown", message: `It had been started, but cannot be followed any more: ${failure.message}` };
}

async function execute(
  parts: LeasedParts,
  row: ExecutionRow,
  timeoutMs: number,
  request: AnyExecutionRequest,
  {
    cancel,
    detach,
    guard,
    session,
    keeping,
  }: ExecutionSignals & {
    readonly guard: LogGuard;
    readonly session: RuntimeSession | undefined;
    readonly keeping: Keeping;
  },
): Promise<ExecutionOutcome> {
  const { store, clock, logger, changes, owner } = parts;
  const key = { id: row.id, owner };
  const stop = new AbortController();
  const stopForCancel = (): void => {
    stop.abort("cancel");
  };
  if (cancel.aborted) stopForCancel();
  cancel.addEventListener("abort", stopForCancel);
  guard.onFailure(stopForCancel);
  if (guard.failure !== undefined) stopForCancel();
  let cancelTimer = (): void => undefined;
  const startTimer = (startedAt: number): void => {
    cancelTimer = clock.after(startedAt + timeoutMs - clock.now(), () => {
      stop.abort("timeout");
    });
  };
  if (row.started_at !== null) startTimer(row.started_at);
  const executor = parts.executors[row.place];
  session?.connect({
    write: (text) => guard.log.write("system", Buffer.from(text)),
    hide: guard.hide,
    mask: guard.mask,
  });
  // A script that is taken up goes on with the token it was started with.
  let tokenHash = row.handle === null ? session?.tokenHash : undefined;
  let way: RuntimeWay | undefined;
  const context = {
    clock,
    logger: logger.child({ execution: row.id }),
    log: guard.log,
    ...keeping.takes,
    // Written with the start, whose commit it shares.
    runtimeWay: (found: RuntimeWay) => {
      way = found;
      return Promise.resolve();
    },
    reportOutput: async (output: unknown) => {
      await saveReport(store.write, row.id, { output: JSON.stringify(output) }, clock.now());
      changes.announce({ noun: "execution", id: row.id });
    },
    stop: stop.signal,
    detach,
    saveHandle: async (handle: ExecutionHandle) => {
      if (await saveExecutionHandle(store.write, key, JSON.stringify(handle), tokenHash)) return;
      throw new CroniumError("conflict", `Execution ${row.id} is no longer this process's to run`);
    },
    started: async () => {
      const wayNoted = way === undefined ? undefined : saveRuntimeWay(store.write, row.id, way);
      if (row.started_at !== null) return wayNoted;
      const now = clock.now();
      startTimer(now);
      await Promise.all([markExecutionRunning(store.write, key, now), wayNoted]);
      changes.announce({ noun: "execution", id: row.id });
    },
  };
  try {
    if (row.handle === null) return await executor.run(request, context);
    const handle = JSON.parse(row.handle) as ExecutionHandle;
    const resumed = await executor.resume(request, handle, context);
    const neverBegan = resumed.kind === "failed" && resumed.failure.reason === "lost";
    if (!neverBegan) return resumed;
    if (stop.signal.aborted) {
      return { kind: "stopped", reason: stop.signal.reason === "timeout" ? "timeout" : "cancel", survivors: [] };
    }
    // The intent was committed but nothing came of it: this is still the first time that it runs.
    await executor.discard(handle, request);
    tokenHash = session?.tokenHash;
    return await executor.run(request, context);
  } catch (error) {
    // What could not be written down for want of a disk is found out anew: the executor is asked, nothing is repeated.
    if (isDiskTrouble(error)) throw error;
    logger.error({ error, execution: row.id }, "an executor failed unexpectedly");
    const message = error instanceof Error ? error.message : String(error);
    // It may have begun: only a person, or the event's own rule, may say that it can be repeated.
    return { kind: "unknown", message: `The program failed while it ran: ${message}` };
  } finally {
    cancelTimer();
    cancel.removeEventListener("abort", stopForCancel);
  }
}
