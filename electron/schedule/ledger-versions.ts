import type { ScheduleClosing } from "../../shared/words.ts";
import { recordAudit } from "../store/audit.ts";
import { insertStatusVersion } from "../store/event-versions.ts";
import { pauseEvent } from "../store/events.ts";
import { closeSchedule, insertSchedule, ledgerEndOf, openSchedule } from "../store/schedules.ts";
import type { Database, ScheduleRow } from "../store/tables.ts";
import { compileSchedule, nextDue } from "./due.ts";
import { toSchedule } from "./stored-schedule.ts";

/** What a version of a schedule says; the rest is about its time in force. */
export type ScheduleColumns = Omit<
  ScheduleRow,
  "id" | "event_id" | "active" | "cursor_at" | "next_due_at" | "opened_at" | "closed_at" | "closed_because"
>;

/**
 * Opens a version of an event's schedule, which has none open. It takes up where the ledger of the event ends, even
 * when the clock has been set back since: nothing is due twice.
 * @param active whether the event is: otherwise nothing is due by this version
 */
export async function openVersion(
  transaction: Database,
  eventId: number,
  columns: ScheduleColumns,
  active: boolean,
  now: number,
): Promise<void> {
  const end = await ledgerEndOf(transaction, eventId);
  const cursor = active ? Math.max(now, end) : end;
  await insertSchedule(transaction, {
    ...columns,
    event_id: eventId,
    active: active ? 1 : 0,
    cursor_at: cursor,
    next_due_at: active ? nextDue(compileSchedule(toSchedule(columns)), cursor) : null,
    opened_at: now,
    closed_at: null,
    closed_because: null,
  });
}

/** Ends a version whose ledger is complete up to now. One of an event that rested has accounted for nothing more. */
export function closeVersion(
  transaction: Database,
  version: Pick<ScheduleRow, "id" | "cursor_at" | "active">,
  because: ScheduleClosing,
  now: number,
): Promise<void> {
  const cursor = version.active === 1 ? Math.max(now, version.cursor_at) : version.cursor_at;
  return closeSchedule(transaction, version.id, because, cursor, now);
}

/** What a version says, without its time in force. */
function columnsOf(version: ScheduleRow): ScheduleColumns {
  const { id, event_id, active, cursor_at, next_due_at, opened_at, closed_at, closed_because, ...columns } = version;
  return columns;
}

/**
 * The program itself pauses an active event whose ledger is complete up to now.
 * @param reason a sentence for people: what it waits for somebody to look at
 */
export async function pauseByProgram(
  transaction: Database,
  event: { readonly id: number; readonly name: string },
  reason: string,
  now: number,
): Promise<void> {
  await insertStatusVersion(transaction, {
    eventId: event.id,
    version: await pauseEvent(transaction, event.id, reason, now),
    savedAt: now,
    from: "ACTIVE",
    to: "PAUSED",
    programReason: reason,
  });
  const version = await openSchedule(transaction, event.id);
  if (version !== undefined) {
    await closeVersion(transaction, version, "status", now);
    await openVersion(transaction, event.id, columnsOf(version), false, now);
  }
  const subject = `event ${String(event.id)} ${event.name}`;
  await recordAudit(transaction, { actor: "program", action: "event.paused", subject, detail: { reason } }, now);
}
