import { rm } from "node:fs/promises";
import { join } from "node:path";
import { CroniumError } from "../../shared/errors.ts";
import type { EventStatus } from "../../shared/words.ts";
import { refuseLentSchedule } from "../delegation/refuse-lent.ts";
import { deleteSecret } from "../secrets/former-values.ts";
import type { LedgerParts } from "../schedule/ledger.ts";
import { settleAhead, settleSchedule } from "../schedule/ledger-settle.ts";
import { closeVersion } from "../schedule/ledger-versions.ts";
import { toScheduleInput } from "../schedule/stored-schedule.ts";
import { actionsOf } from "../store/actions.ts";
import { recordAudit } from "../store/audit.ts";
import { insertStatusVersion, secretReferencesOf } from "../store/event-versions.ts";
import { deleteEvent, environmentOf, updateCounters, updateEvent } from "../store/events.ts";
import { artifactFolder } from "../store/artifacts.ts";
import { logPathsOfEvent } from "../store/executions.ts";
import { unfinishedJobs } from "../store/jobs.ts";
import type { Database } from "../store/tables.ts";
import type { DefinitionParts } from "./parts.ts";
import { lifeAfter } from "./event-status.ts";
import { eventOrError } from "./event-or-error.ts";
import { refuseToDeleteTarget } from "./run-cycles.ts";
import { changeSchedule } from "./schedule-seam.ts";

/**
 * Activates, pauses, archives or returns an event to draft, as its next version. Work already queued or running is not touched.
 * @throws CroniumError `not_found`, or `conflict` when it is to be active with all of its runs made
 */
export async function changeEventStatus(parts: DefinitionParts, id: number, status: EventStatus): Promise<void> {
  const { store, clock, changes } = parts;
  await settleAhead(parts, [id]);
  await store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    const version = await settleSchedule(transaction, parts, id, now);
    const event = await eventOrError(transaction, id);
    if (event.status === status) return;
    const schedule = version === undefined ? null : toScheduleInput(version);
    await updateEvent(transaction, id, event.version, {
      ...lifeAfter(event, { status, schedule }),
      updated_at: now,
    });
    await insertStatusVersion(transaction, {
      eventId: id,
      version: event.version + 1,
      savedAt: now,
      from: event.status,
      to: status,
      programReason: undefined,
    });
    await changeSchedule(transaction, id, { version, status: event.status }, { status, schedule }, now);
    const action = `event.${status.toLowerCase()}`;
    await recordAudit(transaction, { actor: "user", action, subject: `event ${String(id)} ${event.name}` }, now);
  });
  changes.announce({ noun: "event", id });
  parts.rescheduled();
}

/** Said after the reason of a pause whose counts are no longer those that led to it: it stays paused. */
const resetSince = "; its counts were reset since";

/**
 * Counts an event's runs and failures from nothing again.
 * @throws CroniumError `not_found`
 */
export async function resetCounters({ store, clock, changes }: DefinitionParts, id: number): Promise<void> {
  await store.write.transaction().execute(async (transaction) => {
    const now = clock.now();
    const event = await eventOrError(transaction, id);
    const reason =
      event.pause_reason?.endsWith(resetSince) === false ? event.pause_reason + resetSince : event.pause_reason;
    await updateCounters(transaction, id, { run_count: 0, failure_streak: 0, pause_reason: reason }, now);
    const detail = { runs: event.run_count, failures: event.failure_streak };
    const subject = `event ${String(id)} ${event.name}`;
    await recordAudit(transaction, { actor: "user", action: "event.reset_counters", subject, detail }, now);
  });
  changes.announce({ noun: "event", id });
}

/**
 * Deletes an event with its jobs, logs, versions and the secrets that any of them used. The ledger keeps what was due, and the versions of its schedule.
 * @throws CroniumError `not_found`, or `conflict` while a job of it is unfinished
 */
export async function removeEvent(parts: DefinitionParts, id: number, dataDirectory: string): Promise<void> {
  const { store, clock, changes } = parts;
  await settleAhead(parts, [id]);
  const gone = await store.write
    .transaction()
    .execute((transaction) => deleteEventRows(transaction, parts, id, clock.now()));
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

/** Deletes an event in the caller's transaction. @throws CroniumError `conflict` while a job of it is unfinished, or others run it */
export async function deleteEventRows(
  transaction: Database,
  parts: LedgerParts,
  id: number,
  now: number,
): Promise<EventLeftovers> {
  const version = await settleSchedule(transaction, parts, id, now);
  const event = await eventOrError(transaction, id);
  if ((await unfinishedJobs(transaction, id)).length > 0) throw unfinishedError(event.name);
  await refuseToDeleteTarget(transaction, event);
  await refuseLentSchedule(transaction, id);
  const withSecrets = [...(await environmentOf(transaction, id)), ...(await actionsOf(transaction, id))];
  const present = withSecrets.flatMap((row) => row.secret_reference ?? []);
  const secretReferences = [...new Set([...present, ...(await secretReferencesOf(transaction, id))])];
  const logPaths = await logPathsOfEvent(transaction, id);
  if (version !== undefined) await closeVersion(transaction, version, "deleted", now);
  await deleteEvent(transaction, id);
  const subject = `event ${String(id)} ${event.name}`;
  await recordAudit(transaction, { actor: "user", action: "event.delete", subject }, now);
  return { secretReferences, logPaths };
}

export function unfinishedError(eventName: string): CroniumError {
  return new CroniumError("conflict", `“${eventName}” still has unfinished jobs`, {
    remedy: "Cancel them or wait for their end, then delete the event.",
  });
}

/** Removes secrets and logs of a deleted event, with the files its runs have left, once its deletion is committed. */
export async function deleteLeftovers(
  { vault }: Pick<DefinitionParts, "vault">,
  { secretReferences, logPaths }: EventLeftovers,
  dataDirectory: string,
): Promise<void> {
  for (const reference of secretReferences) await deleteSecret(vault, reference);
  for (const path of logPaths) {
    await rm(join(dataDirectory, path), { force: true });
    await rm(join(dataDirectory, artifactFolder(path)), { recursive: true, force: true });
  }
}
