import { failureKinds } from "../../shared/failure.ts";
import type { UnknownPolicy } from "../../shared/words.ts";
import type { JobRow } from "../store/tables.ts";
import type { RetryRule } from "./job-definition.ts";

type EndedJob = Pick<
  JobRow,
  "status" | "attempt" | "attempts_allowed" | "failure_reason" | "finished_at" | "cancel_requested_at"
>;

/** Why a job whose attempt has failed is tried again or is not, as a sentence; undefined when none has failed. */
export function retryWords(
  job: EndedJob,
  { retries, onUnknown }: { readonly retries: RetryRule; readonly onUnknown: UnknownPolicy },
): string | undefined {
  const { failure_reason: reason, attempt, attempts_allowed: allowed } = job;
  if (reason === null) return undefined;
  if (job.cancel_requested_at !== null) return "It is not tried again: its end was asked for.";
  if (job.finished_at === null) {
    const next = job.status === "queued" ? attempt + 1 : attempt;
    return `It is tried again: attempt ${String(next)} of ${String(allowed)}.`;
  }
  if (reason === "lost" && onUnknown === "needs_attention") {
    return "It is not tried again by itself: for a run that was lost sight of, the event asks a person.";
  }
  if (allowed === 1) return "It is not tried again: the event asks for no retries.";
  if (retries.on !== null && reason !== "lost" && reason !== "cancelled" && !retries.on.includes(reason)) {
    return "It is not tried again: the event has other failures tried again only.";
  }
  if (retries.on === null && reason !== "lost" && !failureKinds[reason].retryable) {
    return "It is not tried again: against this, trying again is of no use by itself.";
  }
  if (attempt >= allowed) return `It is not tried again: all ${String(allowed)} attempts were made.`;
  return undefined;
}
