import type { MissedRun } from "../../shared/absence.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { Ids } from "../base/ids.ts";
import { latestMissed } from "../store/absences.ts";
import { findEvent } from "../store/events.ts";
import { outcomesOfOccurrences } from "../store/occurrence-runs.ts";
import { findJobByIdempotencyKey } from "../store/jobs.ts";
import type { Database } from "../store/tables.ts";
import { queueByHand, manualKey } from "./run-event.ts";

export interface MissedRequest {
  readonly absenceId: number;
  readonly eventIds: readonly number[];
  readonly now: number;
}

/**
 * Queues one job for the latest instant that each of these events missed in an absence: all of them or none. However
 * often it is asked, each gets one.
 * @throws CroniumError `conflict` when one of them missed nothing then, `not_found` when it is gone
 */
export function runMissed(database: Database, ids: Ids, request: MissedRequest): Promise<MissedRun[]> {
  const { absenceId, eventIds, now } = request;
  return database.transaction().execute(async (transaction) => {
    const missed = await latestMissed(transaction, absenceId);
    const runs: MissedRun[] = [];
    for (const eventId of new Set(eventIds)) {
      const instant = missed.filter((row) => row.event_id === eventId).at(-1);
      const event = await findEvent(transaction, eventId);
      if (event === undefined) {
        throw new CroniumError("not_found", `“${instant?.event_name ?? String(eventId)}” has been deleted`, {
          remedy: "What it missed cannot be run any more.",
        });
      }
      if (instant === undefined) {
        throw new CroniumError("conflict", `“${event.name}” missed nothing in that time`, {
          remedy: "Run it as any other: `cronium run`.",
        });
      }
      const key = `absence:${String(absenceId)}:event:${String(eventId)}`;
      const earlier = await earlierRun(transaction, key, instant.id);
      const jobId =
        earlier ?? (await queueByHand(transaction, ids, event, { now, idempotencyKey: key, occurrence: instant }));
      runs.push({ eventId, eventName: event.name, dueAt: instant.due_at, jobId, isNew: earlier === undefined });
    }
    return runs;
  });
}

/** The job of an earlier request; when retention has removed it, its outcome still tells. */
async function earlierRun(transaction: Database, key: string, occurrenceId: number): Promise<string | undefined> {
  const job = await findJobByIdempotencyKey(transaction, manualKey(key));
  if (job !== undefined) return job.id;
  const outcomes = await outcomesOfOccurrences(transaction, [occurrenceId]);
  return outcomes.findLast((outcome) => outcome.by_hand === 1)?.job_id;
}
