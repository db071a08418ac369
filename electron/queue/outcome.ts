import type { Failure } from "../../shared/failure.ts";
import type { ExecutionOutcome } from "../executors/executor.ts";
import type { EndedExecution } from "./settlement.ts";

type Ended = Omit<EndedExecution, "target">;

/**
 * What an executor reported, as it is recorded; undefined when the run goes on without us.
 * @param stoppedBecause why it was asked to end, as a sentence; of one that was stopped alone
 */
export function recordOutcome(
  outcome: ExecutionOutcome,
  timeoutMs: number,
  stoppedBecause = "It was stopped on request.",
): Ended | undefined {
  switch (outcome.kind) {
    case "detached":
      return undefined;
    case "exited":
      return exited(outcome.exitCode, outcome.outOfMemory === true);
    case "stopped":
      return {
        status: outcome.reason === "timeout" ? "timeout" : "cancelled",
        exitCode: outcome.reason === "timeout" ? -1 : -2,
        failure: stopFailure(outcome.reason, timeoutMs, stoppedBecause, outcome.survivors),
        survivors: outcome.survivors,
      };
    case "failed":
      return { status: "failed", exitCode: undefined, failure: outcome.failure, survivors: [] };
    case "unknown":
      return {
        status: "unknown",
        exitCode: undefined,
        failure: { reason: "lost", message: outcome.message },
        survivors: outcome.proof?.survivors ?? [],
      };
  }
}

function exited(exitCode: number, outOfMemory: boolean): Ended {
  if (outOfMemory) {
    const message = `The system ended a process of the script for want of memory (exit code ${String(exitCode)})`;
    return { status: "failed", exitCode, failure: { reason: "out_of_memory", message }, survivors: [] };
  }
  if (exitCode === 0) return { status: "completed", exitCode, failure: undefined, survivors: [] };
  const failure: Failure = { reason: "nonzero_exit", message: `The script ended with exit code ${String(exitCode)}` };
  return { status: "failed", exitCode, failure, survivors: [] };
}

function stopFailure(
  reason: "timeout" | "cancel",
  timeoutMs: number,
  stoppedBecause: string,
  survivors: readonly string[],
): Failure {
  const left = survivors.length === 0 ? "" : ` Still alive: ${survivors.join("; ")}.`;
  return reason === "timeout"
    ? { reason: "timed_out", message: `It ran longer than its ${String(timeoutMs / 1000)} s and was stopped.${left}` }
    : { reason: "cancelled", message: `${stoppedBecause}${left}` };
}
