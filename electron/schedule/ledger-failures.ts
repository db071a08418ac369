import type { JobStatus } from "../../shared/words.ts";
import type { JobEndHook } from "../queue/job-end.ts";
import { clearFailures, countFailure } from "../store/events.ts";
import { openSchedule } from "../store/schedules.ts";
import { settleAhead, settleSchedule, type SettleParts } from "./ledger-settle.ts";
import { pauseByProgram } from "./ledger-versions.ts";

/** Endings that count as a failure; `completed` ends the row of them, all others leave it as it is. */
const failures: readonly JobStatus[] = ["failed", "timeout", "partial"];

/**
 * Counts how many jobs of an event failed one after the other, whoever queued them, and pauses an active event whose
 * schedule says so after that many.
 */
export function failureCounter(parts: SettleParts): JobEndHook {
  const count: JobEndHook = async (transaction, job, now) => {
    if (job.status === "completed") return clearFailures(transaction, job.event_id);
    if (!failures.includes(job.status)) return;
    const event = await countFailure(transaction, job.event_id);
    if (event === undefined) return;
    const limit = (await openSchedule(transaction, event.id))?.pause_after_failures ?? Infinity;
    if (event.failure_streak < limit) return;
    const version = await settleSchedule(transaction, parts, event.id, now);
    // Accounting for what was due may have paused it already, for another reason.
    if (version?.active === 1) await pauseByProgram(transaction, event, failureWords(event.failure_streak), now);
  };
  const ahead = async (eventId: number): Promise<void> => {
    const version = await openSchedule(parts.store.read, eventId);
    if (version?.active === 1 && version.pause_after_failures !== null) await settleAhead(parts, [eventId]);
  };
  return Object.assign(count, { ahead });
}

function failureWords(count: number): string {
  return count === 1 ? "a job failed" : `${String(count)} jobs in a row failed`;
}
