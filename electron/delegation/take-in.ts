import type { ServerConnection } from "../executors/executor.ts";
import { enqueueBegun } from "../queue/begun-elsewhere.ts";
import { appendOccurrences } from "../schedule/ledger-append.ts";
import { recordAudit } from "../store/audit.ts";
import { openDelegationOfEvent } from "../store/delegations.ts";
import { addRunCounts } from "../store/due-events.ts";
import { findEvent } from "../store/events.ts";
import type { EventRow } from "../store/event-tables.ts";
import { findJob } from "../store/jobs.ts";
import { scheduleVersions } from "../store/schedules.ts";
import type { Database, ScheduleRow, ServerRow } from "../store/tables.ts";
import type { DelegationParts } from "./delegation-parts.ts";
import { onServerWords } from "./fate-words.ts";
import { definitionThere } from "./plan-delegation.ts";
import { directoryOn } from "./reach-server.ts";
import type { FateNote, FoundSchedule, PlannedInstant } from "./server-side.ts";

/** So many jobs at most are taken up at a time: each fetches its log from the server. */
const mostAtOnce = 16;

/** What a server has begun of a schedule that this data does not want there, and is now at rest. */
export interface UnwantedWork {
  readonly row: ServerRow;
  readonly server: ServerConnection;
  readonly found: FoundSchedule;
  readonly instants: readonly PlannedInstant[];
  readonly notes: readonly FateNote[];
}

/**
 * Makes jobs of what a server has begun of such a schedule, so that logs and results are fetched as of all others, with
 * a row of the ledger where nothing else will ever decide of the instant: while the event is not at work. Where the data
 * has no such event, it is told where the results lie. May be repeated: each run is taken in once.
 * @returns whether that was all of it
 */
export async function takeIn(
  parts: Pick<DelegationParts, "store" | "clock" | "ids" | "serverSide" | "logger">,
  { row, server, found, instants, notes }: UnwantedWork,
): Promise<boolean> {
  const { store, clock, ids, serverSide, logger } = parts;
  const given = new Map(instants.map((instant) => [instant.dueAt, instant]));
  const begun = notes.filter(({ dueAt, fate }) => given.has(dueAt) && (fate === "begun" || fate === "started"));
  if (begun.length === 0) return true;
  const isOver = await store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    const subject = `event ${String(found.eventId)} ${found.eventName}`;
    const event = await findEvent(transaction, found.eventId);
    if (event === undefined || event.created_at > found.fromAt) {
      const detail = { server: row.name, runs: begun.length, folder: `${directoryOn(server)}/runs` };
      await recordAudit(transaction, { actor: "program", action: "event.results_there", subject, detail }, now);
      logger.warn({ schedule: found.id, ...detail }, "a server ran what this data has no event for; its results stay");
      return true;
    }
    const version = await restingVersion(transaction, event);
    const definition = await definitionThere(transaction, event, row);
    const ledger = await appendOccurrences(transaction);
    let taken = 0;
    let isCutShort = false;
    for (const { dueAt, fate, at } of begun) {
      const run = given.get(dueAt);
      if (run === undefined || (await findJob(transaction, run.jobId)) !== undefined) continue;
      if (taken === mostAtOnce) {
        isCutShort = true;
        break;
      }
      const isNew = version !== undefined && dueAt > version.cursor_at;
      const request = { event, definition, priority: event.priority, source: "schedule", now, dueAt } as const;
      await enqueueBegun(transaction, ids, isNew ? { ...request, occurrenceId: ledger.nextId } : request, {
        jobId: run.jobId,
        executionId: run.executionId,
        server: row,
        handle: serverSide.handleOf(server, run.executionId, fate === "started"),
        startedAt: fate === "started" ? at : undefined,
      });
      if (isNew) {
        ledger.add({
          id: ledger.nextId,
          schedule_id: version.id,
          event_id: event.id,
          event_name: event.name,
          due_at: dueAt,
          decided_at: now,
          decision: "run",
          cause: "on_server",
          reason: onServerWords(row.name, at - dueAt),
          calendar: null,
          absence_id: null,
          job_id: run.jobId,
        });
      }
      taken += 1;
    }
    await ledger.write();
    if (taken === 0) return true;
    await addRunCounts(transaction, new Map([[event.id, taken]]));
    const detail = { server: row.name, runs: taken };
    await recordAudit(transaction, { actor: "program", action: "event.results_taken_in", subject, detail }, now);
    return !isCutShort;
  });
  return isOver;
}

/** The schedule an event had last, where no one decides of its instants any more. */
async function restingVersion(transaction: Database, event: EventRow): Promise<ScheduleRow | undefined> {
  if (event.status === "ACTIVE" || (await openDelegationOfEvent(transaction, event.id)) !== undefined) return undefined;
  return (await scheduleVersions(transaction, event.id)).at(-1);
}
