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
  const { store, clock, vault, changes } = parts;
  const gone = await store.write.transaction().execute(async (transaction) => {
    const event = await eventOrError(transaction, id);
    if ((await unfinishedJobs(transaction, id)).length > 0) {
      throw new CroniumError("conflict", `“${event.name}” still has unfinished jobs`, {
        remedy: "Cancel them or wait for their end, then delete the event.",
      });
    }
    const environment = await environmentOf(transaction, id);
    const logs = await logPathsOfEvent(transaction, id);
    await deleteEvent(transaction, id);
    const subject = `event ${String(id)} ${event.name}`;
    await recordAudit(transaction, { actor: "user", action: "event.delete", subject }, clock.now());
    return { environment, logs };
  });
  for (const { secret_reference: reference } of gone.environment) if (reference !== null) await vault.delete(reference);
  for (const path of gone.logs) await rm(join(dataDirectory, path), { force: true });
  changes.announce({ noun: "event", id });
  parts.rescheduled();
}
