import type { ExecutionView } from "../../bridge/views.ts";

const wentWrong: readonly ExecutionView["status"][] = ["failed", "timeout", "unknown", "cancelled"];

/** The executions of a job's latest attempt. */
export function latestAttempt(executions: readonly ExecutionView[]): readonly ExecutionView[] {
  const attempt = Math.max(0, ...executions.map((execution) => execution.attempt));
  return executions.filter((execution) => execution.attempt === attempt);
}

/**
 * The execution someone most likely wants to see: of the latest attempt the first that went wrong, else the first that
 * is under way, else the first.
 */
export function likelyExecution(executions: readonly ExecutionView[]): ExecutionView | undefined {
  const latest = latestAttempt(executions);
  return (
    latest.find((execution) => wentWrong.includes(execution.status)) ??
    latest.find((execution) => execution.finishedAt === undefined) ??
    latest[0]
  );
}
