import { failureKinds, type Failure, type FailureReason } from "../../shared/failure.ts";
import type { ExecutionStatusAfter, JobStatusAfter } from "../../shared/job-states.ts";
import type { UnknownPolicy } from "../../shared/words.ts";

/** An ended execution, as far as the fate of its job depends on it. */
export interface EndedExecution {
  readonly target: string;
  readonly status: ExecutionStatusAfter<"finish">;
  readonly exitCode: number | undefined;
  readonly failure: Failure | undefined;
  readonly survivors: readonly string[];
}

export interface SettlementQuestion {
  /** All executions of the attempt that just ended; at least one unless `failure` is given. */
  readonly executions: readonly EndedExecution[];
  /** Targets that it was to go to and has not been begun on, in any attempt. */
  readonly notTried?: readonly string[];
  /** Set when the attempt failed before any execution could be made. */
  readonly failure?: Failure;
  readonly attempt: number;
  readonly attemptsAllowed: number;
  readonly onUnknown: UnknownPolicy;
  /** The failures that are tried again; null: those that are by themselves worth it. */
  readonly retryOn: readonly FailureReason[] | null;
  readonly cancelRequested: boolean;
}

export interface Settlement {
  readonly status: JobStatusAfter<"settle">;
  readonly exitCode: number | undefined;
  readonly failure: Failure | undefined;
  /** True when the job goes back to the queue for another attempt instead of ending. */
  readonly retry: boolean;
}

/** First number above which an exit code counts the servers that failed. */
const partialExitBase = 100;

/** Decides what becomes of a job whose attempt has ended. */
export function decideSettlement(question: SettlementQuestion): Settlement {
  const outcome = question.failure === undefined ? combine(question) : fromFailure(question.failure);
  const mayRetry =
    !question.cancelRequested &&
    // What is still alive would meet its own repetition.
    !question.executions.some(hasSurvivors) &&
    question.attempt < question.attemptsAllowed &&
    outcome.failure !== undefined &&
    isTriedAgain(outcome.failure.reason, question);
  return { ...outcome, retry: mayRetry };
}

/** Whether a failure for this reason is tried again while attempts are left. */
function isTriedAgain(
  reason: FailureReason,
  { retryOn, onUnknown }: Pick<SettlementQuestion, "retryOn" | "onUnknown">,
): boolean {
  if (reason === "lost") return onUnknown === "retry";
  return retryOn === null ? failureKinds[reason].retryable : retryOn.includes(reason);
}

type Outcome = Omit<Settlement, "retry">;

const cancelledUnbegun: Outcome = {
  status: "cancelled",
  exitCode: -2,
  failure: { reason: "cancelled", message: "Cancelled before it began on any server" },
};

/** More targets than this are counted, not named. */
const mostNamed = 50;

function named(targets: readonly string[]): string {
  const more = targets.length - mostNamed;
  return `${targets.slice(0, mostNamed).join(", ")}${more > 0 ? ` and ${String(more)} more` : ""}`;
}

function combine(question: SettlementQuestion): Outcome {
  const { executions, onUnknown, notTried = [] } = question;
  const [first, ...others] = executions;
  if (first === undefined) {
    if (question.cancelRequested) return cancelledUnbegun;
    return fromFailure({ reason: "internal", message: "The attempt ended without any execution" });
  }
  if (others.length === 0 && notTried.length === 0) return single(first);

  const failed = executions.filter((execution) => execution.status !== "completed");
  const untried = notTried.length === 0 ? "" : `not tried: ${named(notTried)}`;
  if (failed.length === 0) {
    if (untried === "") return { status: "completed", exitCode: 0, failure: undefined };
    const done = `Done on ${named(executions.map(({ target }) => target))}; ${untried}`;
    // Nothing but being cancelled keeps an attempt from servers while none has failed.
    return { status: "cancelled", exitCode: -2, failure: { reason: "cancelled", message: done } };
  }
  const sample = failed[0]?.failure;
  const all = executions.length + notTried.length;
  const failedWords = `${String(failed.length)} of ${String(all)} targets failed: ${named(failed.map(({ target }) => target))}`;
  const failure: Failure = {
    reason: worstReason(failed, question),
    message: [`${failedWords}${sample ? ` (${sample.message})` : ""}`, untried]
      .filter((text) => text !== "")
      .join("; "),
  };
  const exitCode = partialExitBase + failed.length;
  if (failed.some(hasSurvivors)) return { status: "needs_attention", exitCode, failure };
  if (failed.every((execution) => execution.status === "cancelled"))
    return { status: "cancelled", exitCode: -2, failure };
  if (failed.some((execution) => execution.status === "unknown" && onUnknown === "needs_attention")) {
    return { status: "needs_attention", exitCode, failure };
  }
  if (failed.length < executions.length) return { status: "partial", exitCode, failure };
  if (failed.every((execution) => execution.status === "timeout")) return { status: "timeout", exitCode: -1, failure };
  return { status: "failed", exitCode, failure };
}

function single(execution: EndedExecution): Outcome {
  const outcome = singleByStatus(execution);
  return hasSurvivors(execution) ? { ...outcome, status: "needs_attention" } : outcome;
}

function singleByStatus(execution: EndedExecution): Outcome {
  const failure = execution.failure ?? { reason: "internal" as const, message: "It failed without saying why" };
  switch (execution.status) {
    case "completed":
      return { status: "completed", exitCode: execution.exitCode ?? 0, failure: undefined };
    case "cancelled":
      return { status: "cancelled", exitCode: -2, failure };
    case "timeout":
      return { status: "timeout", exitCode: -1, failure };
    case "unknown":
      return { status: "needs_attention", exitCode: undefined, failure };
    case "failed":
      return { status: "failed", exitCode: execution.exitCode ?? failureKinds[failure.reason].exitCode, failure };
  }
}

/** It was to be ended, and is not: a person has to see to that. */
function hasSurvivors({ status, survivors }: EndedExecution): boolean {
  return status !== "completed" && survivors.length > 0;
}

function fromFailure(failure: Failure): Outcome {
  return { status: "failed", exitCode: failureKinds[failure.reason].exitCode, failure };
}

/** A reason worth retrying wins only when every failure is worth retrying. */
function worstReason(failed: readonly EndedExecution[], question: SettlementQuestion): FailureReason {
  const reasons = failed.flatMap((execution) => (execution.failure ? [execution.failure.reason] : []));
  return reasons.find((reason) => !isTriedAgain(reason, question)) ?? reasons[0] ?? "internal";
}
