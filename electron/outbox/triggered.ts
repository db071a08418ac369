import type { ActionTrigger, JobStatus } from "../../shared/words.ts";
import type { JobEnding } from "../queue/job-end.ts";

export interface EndedJob {
  readonly status: JobStatus;
  readonly by: JobEnding;
  /** Whether anything of it ever ran. */
  readonly started: boolean;
  /** What its script made of the condition; null when it set none. */
  readonly condition: boolean | null;
}

/**
 * Whether an action follows from this end of a job. A job that needs attention has failed as far as anybody knows. A
 * person who settles it later as completed sets off what waits for success, and nothing a second time. A condition is
 * that of a success: what a script said before it failed is not acted upon.
 */
export function isTriggered(trigger: ActionTrigger, { status, by, started, condition }: EndedJob): boolean {
  if (trigger === "ON_CONDITION") return status === "completed" && condition === true;
  if (by === "resolve") return trigger === "ON_SUCCESS" && status === "completed";
  switch (status) {
    case "completed":
      return trigger !== "ON_FAILURE";
    case "failed":
    case "timeout":
    case "partial":
    case "needs_attention":
      return trigger !== "ON_SUCCESS";
    case "cancelled":
      // Nothing came to an end where nothing had begun.
      return trigger === "ALWAYS" && started;
    case "queued":
    case "claimed":
    case "running":
      return false;
  }
}
