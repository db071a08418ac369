import type { Ids } from "../base/ids.ts";
import { executionsOfJob } from "../store/executions.ts";
import type { Database, ExecutionRow, JobRow } from "../store/tables.ts";
import { placeOf, placeOfTarget, planAttempt } from "./attempt-plan.ts";
import { longestDelayMs, retryDelay } from "./back-off.ts";
import { untilVaultOpens } from "./closed-vault.ts";
import { carryOut, type ExecutionEnd } from "./carry-out.ts";
import { readJobWork, type JobWork } from "./job-definition.ts";
import { prepareJobEnd, type JobEndHook } from "./job-end.ts";
import type { WithEnd } from "./record-end.ts";
import { discardExecution } from "./discard-execution.ts";
import { runExecution, type ExecutionSignals, type LeasedParts } from "./run-execution.ts";
import { serversWanted } from "./servers-wanted.ts";
import { settleIn } from "./settle.ts";
import { decideSettlement, type EndedExecution, type Settlement } from "./settlement.ts";
import type { PlannedTarget } from "./targets.ts";
import { failureOfRow } from "../store/failure-text.ts";

export interface AttemptParts extends LeasedParts {
  readonly ids: Ids;
  readonly hooks: readonly JobEndHook[];
}

export interface AttemptSignals extends Pick<ExecutionSignals, "cancel" | "detach"> {
  /** One of several executions ended: there may be room for another job where it was. */
  readonly roomMade?: () => void;
  /** Whether nothing of it is worked on, as all that is left waits for a server, a pause or the vault. */
  readonly waits?: (waiting: boolean) => void;
  /** Resolves once what has waited may go on within the limits, or is to be stopped. */
  readonly place?: () => Promise<void>;
  /** The servers on which more of it would begin, if they had room. */
  readonly lacksRoom?: (serverIds: readonly number[]) => void;
}

/**
 * Carries one attempt of a claimed job to its settlement: makes an execution for every target that has not succeeded
 * yet, when its rollout lets it begin, or takes up those an earlier process left, waits for all, and settles.
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
  const plan = await planAttempt(store.read, job, definition);
  const done = new Set(earlier.filter((row) => row.status === "completed" && row.attempt !== job.attempt).map(placeOf));
  const attempt: Attempt = { job, definition, plan };
  changes.announce({ noun: "job", id: job.id });

  let isWaiting = false;
  let hasNoFlight = false;
  /** Executions that are worked on, and those of them that wait for the vault. */
  const atWork = { all: 0, waiting: 0 };
  const tellWhetherWaiting = (): void => {
    const waiting = hasNoFlight || (atWork.all > 0 && atWork.all === atWork.waiting);
    if (waiting === isWaiting) return;
    isWaiting = waiting;
    signals.waits?.(waiting);
    changes.announce({ noun: "job", id: job.id });
  };
  let askedForMs = 0;
  const askedToWait = (forMs: number): void => {
    askedForMs = Math.max(askedForMs, forMs);
  };
  let written: Settled | undefined;
  let settled: Settled | undefined;
  // The end of the only execution is that of the job: one commit for both.
  const withEnd: WithEnd | undefined =
    plan.length > 1 || own.length > 1
      ? undefined
      : {
          prepare: () => prepareJobEnd(parts.hooks, job.event_id),
          async write(transaction) {
            written = await settleNow(transaction, parts, attempt, askedForMs);
          },
          committed() {
            settled = written;
          },
        };
  const isThrough = await carryOut(
    parts,
    { job, definition, plan, own, done },
    {
      cancel: signals.cancel,
      detach: signals.detach,
      waits: () => {
        hasNoFlight = true;
        tellWhetherWaiting();
      },
      place: async () => {
        await signals.place?.();
        hasNoFlight = false;
        tellWhetherWaiting();
      },
      roomMade: () => signals.roomMade?.(),
      lacksRoom: (serverIds) => signals.lacksRoom?.(serverIds),
      begun: () => {
        changes.announce({ noun: "job", id: job.id });
      },
    },
    async (row, leaving, unreachedSince) => {
      const watched = { cancel: signals.cancel, detach: leaving, askedToWait, unreachedSince };
      const vaultWait = async (): Promise<boolean> => {
        atWork.waiting++;
        tellWhetherWaiting();
        const isOpen = await untilVaultOpens(parts, leaving);
        atWork.waiting--;
        tellWhetherWaiting();
        return isOpen;
      };
      atWork.all++;
      try {
        return await finishOne(parts, row, attempt, { ...watched, vaultWait }, withEnd);
      } finally {
        atWork.all--;
        tellWhetherWaiting();
      }
    },
  );
  if (!isThrough) return undefined;
  return afterSettling(parts, attempt, settled ?? (await settle(parts, attempt, askedForMs)));
}

/** What stays the same throughout an attempt. */
interface Attempt {
  readonly job: JobRow;
  readonly definition: JobWork;
  readonly plan: readonly PlannedTarget[];
}

async function finishOne(
  parts: AttemptParts,
  row: ExecutionRow,
  { job, definition }: Attempt,
  { vaultWait, ...signals }: ExecutionSignals & { readonly vaultWait: () => Promise<boolean> },
  withEnd: WithEnd | undefined,
): Promise<ExecutionEnd> {
  if (row.finished_at !== null) return endedExecution(row);
  for (;;) {
    const end = await runExecution(parts, row, { job, definition }, signals, withEnd);
    if (end !== "locked" || row.handle === null) return end;
    // It runs on where it is: nothing is decided about it before it can be asked after.
    parts.logger.info({ execution: row.id }, "a run that was under way is taken up once the vault is open");
    if (!(await vaultWait())) return undefined;
  }
}

interface Settled {
  readonly rows: readonly ExecutionRow[];
  readonly settlement: Settlement;
  /** False when the lease was lost. */
  readonly isOurs: boolean;
}

async function settle(parts: AttemptParts, attempt: Attempt, askedForMs: number): Promise<Settled> {
  await prepareJobEnd(parts.hooks, attempt.job.event_id);
  return parts.store.write.transaction().execute((transaction) => settleNow(transaction, parts, attempt, askedForMs));
}

/** Decides what becomes of the job and writes it; nothing comes between what is read for it and what is written. */
async function settleNow(
  transaction: Database,
  { clock, ids, owner, hooks }: AttemptParts,
  { job, definition, plan }: Attempt,
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
    notTried: plan.filter((target) => !latest.has(placeOfTarget(target))).map(({ name }) => name),
    ...(plan.length === 0 && rows.length === 0
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
  const request = { job, owner, settlement, retryAt, serversWanted: wanted, now, endedAt: endOf(plan, rows) };
  const isOurs = await settleIn(transaction, request, hooks);
  return { rows, settlement, isOurs };
}

/** When the only execution of a job ended, which may have become known later; epoch milliseconds. */
function endOf(plan: readonly PlannedTarget[], [only, ...others]: readonly ExecutionRow[]): number | undefined {
  return plan.length === 1 && others.length === 0 ? (only?.finished_at ?? undefined) : undefined;
}

/** Tells of it, and cleans up after the attempt. @returns undefined when the lease was lost */
async function afterSettling(
  parts: AttemptParts,
  { job, definition }: Attempt,
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
    failure: failureOfRow(row),
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
