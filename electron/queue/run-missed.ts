import type { MissedRun } from "../../shared/absence.ts";
import { CroniumError } from "../../shared/errors.ts";
import { nextTurn } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import { latestMissed, namesOfEvents, type MissedInstant } from "../store/absences.ts";
import { findEvent } from "../store/events.ts";
import { outcomesOfOccurrences } from "../store/occurrence-runs.ts";
import { findJobByIdempotencyKey } from "../store/jobs.ts";
import type { Database } from "../store/tables.ts";
import { manualKey } from "./idempotency.ts";
import { queueByHand } from "./run-event.ts";

export interface MissedRequest {
  readonly absenceId: number;
  readonly eventIds: readonly number[];
  readonly now: number;
}

/** Events whose jobs are queued in one transaction: few enough that others hardly wait for it. */
const eventsPerPortion = 25;

/**
 * Queues one job for the latest instant that each of these events missed in an absence, and gives back what it queued
 * portion by portion, so that others have their turn in between. However often it is asked, each event gets one job.
 * What one of them lacks is found before the first is queued; an event deleted since then is left out.
 * @throws CroniumError `conflict` when one of them missed nothing then, `not_found` when it is gone
 */
export async function* runMissed(
  database: Database,
  ids: Ids,
  request: MissedRequest,
): AsyncGenerator<readonly MissedRun[], void> {
  const instants = await missedInstants(database, request);
  for (let start = 0; start < instants.length; start += eventsPerPortion) {
    await nextTurn();
    const portion = instants.slice(start, start + eventsPerPortion);
    yield await database.transaction().execute(async (transaction) => {
      const runs: MissedRun[] = [];
      for (const instant of portion) {
        const run = await runInstant(transaction, ids, instant, request);
        if (run !== undefined) runs.push(run);
      }
      return runs;
    });
  }
}

/** The instants that are to be made up for, one for each event. */
async function missedInstants(
  database: Database,
  { absenceId, eventIds }: MissedRequest,
): Promise<readonly MissedInstant[]> {
  const wanted = [...new Set(eventIds)];
  const missed = (await latestMissed(database, [absenceId])).get(absenceId);
  const names = await namesOfEvents(database, wanted);
  return wanted.map((eventId) => {
    const instant = missed?.get(eventId);
    const event = names.get(eventId);
    if (event?.exists !== true) {
      throw new CroniumError("not_found", `“${instant?.event_name ?? String(eventId)}” has been deleted`, {
        remedy: "What it missed cannot be run any more.",
      });
    }
    if (instant === undefined) {
      throw new CroniumError("conflict", `“${event.name}” missed nothing in that time`, {
        remedy: "Run it as any other: `cronium run`.",
      });
    }
    return instant;
  });
}

async function runInstant(
  transaction: Database,
  ids: Ids,
  instant: MissedInstant,
  { absenceId, now }: MissedRequest,
): Promise<MissedRun | undefined> {
  const event = await findEvent(transaction, instant.event_id);
  if (event === undefined) return undefined;
  const key = `absence:${String(absenceId)}:event:${String(event.id)}`;
  const earlier = await earlierRun(transaction, manualKey(event.id, key), instant.id);
  const { jobId, created } =
    earlier === undefined
      ? await queueByHand(transaction, ids, event, { now, idempotencyKey: key, occurrence: instant })
      : { jobId: earlier, created: false };
  return { eventId: event.id, eventName: event.name, dueAt: instant.due_at, jobId, isNew: created };
}

/** The job of an earlier request; when retention has removed it, its outcome still tells. */
async function earlierRun(transaction: Database, key: string, occurrenceId: number): Promise<string | undefined> {
  const job = await findJobByIdempotencyKey(transaction, key);
  if (job !== undefined) return job.id;
  const outcomes = await outcomesOfOccurrences(transaction, [occurrenceId]);
  return outcomes.findLast((outcome) => outcome.by_hand === 1)?.job_id;
}
