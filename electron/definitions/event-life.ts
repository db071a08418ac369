import { rm } from "node:fs/promises";
import { join } from "node:path";
import { CroniumError } from "../../shared/errors.ts";
import type { EventStatus } from "../../shared/words.ts";
import { toScheduleInput } from "../schedule/stored-schedule.ts";
import { recordAudit } from "../store/audit.ts";
import { deleteEvent, environmentOf, setEventStatus } from "../store/events.ts";
import { logPathsOfEvent } from "../store/executions.ts";
import { unfinishedJobs } from "../store/jobs.ts";
import { openSchedule } from "../store/schedules.ts";
import type { Database } from "../store/tables.ts";
import type { DefinitionParts } from "./parts.ts";
import { eventOrError } from "./save-event.ts";
import { changeSchedule } from "./schedule-seam.ts";

/**
 * Activates, pauses, archives or returns an event to draft. Work already queued or running is not touched.
 * @throws CroniumError `not_found`
 */
export async function changeEventStatus(parts: DefinitionParts, id: number, status: EventStatus): Promise<void> {
  const { store, clock, changes } = parts;
  await store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    const event = await eventOrError(transaction, id);
    if (event.status === status) return;
    await setEventStatus(transaction, id, status, now);
    const schedule = await openSchedule(transaction, id);
    if (schedule !== undefined) {
      await changeSchedule(transaction, parts, id, status, toScheduleInput(schedule), now);
    }
    const action = `event.${status.toLowerCase()}`;
    await recordAudit(transaction, { actor: "user", action, subject: `event ${String(id)} ${event.name}` }, now);
  });
  changes.announce({ noun: "event", id });
  parts.rescheduled();
}

/**
 * Deletes an event with its jobs, ledger, logs and secrets.
 * @throws CroniumError `not_found`, or `conflict` while a job of it is unfinished
 */
export async function removeEvent(parts: DefinitionParts, id: number, dataDirectory: string): Promise<void> {
  const { store, clock, changes } = parts;
  const gone = await store.write.transaction().execute((transaction) => deleteEventRows(transaction, id, clock.now()));
  await deleteLeftovers(parts, gone, dataDirectory);
  changes.announce({ noun: "event", id });
  parts.rescheduled();
}

/** What an event leaves outside the database. */
export interface EventLeftovers {
  readonly secretReferences: readonly string[];
  /** Relative to the data directory. */
  readonly logPaths: readonly string[];
}

/** Deletes an event in the caller's transaction. @throws CroniumError `conflict` while a job of it is unfinished */
export async function deleteEventRows(transaction: Database, id: number, now: number): Promise<EventLeftovers> {
  const event = await eventOrError(transaction, id);
  if ((await unfinishedJobs(transaction, id)).length > 0) throw unfinishedError(event.name);
  const environment = await environmentOf(transaction, id);
  const logPaths = await logPathsOfEvent(transaction, id);
  await deleteEvent(transaction, id);
  const subject = `event ${String(id)} ${event.name}`;
  await recordAudit(transaction, { actor: "user", action: "event.delete", subject }, now);
  return { secretReferences: environment.flatMap((row) => row.secret_reference ?? []), logPaths };
}

export function unfinishedError(eventName: string): CroniumError {
  return new CroniumError("conflict", `“${eventName}” still has unfinished jobs`, {
    remedy: "Cancel them or wait for their end, then delete the event.",
  });
}

/** Removes secrets and logs of a deleted event, once its deletion is committed. */
export async function deleteLeftovers(
  { vault }: Pick<DefinitionParts, "vault">,
  { secretReferences, logPaths }: EventLeftovers,
  dataDirectory: string,
): Promise<void> {
  for (const reference of secretReferences) await vault.delete(reference);
  for (const path of logPaths) await rm(join(dataDirectory, path), { force: true });
}
