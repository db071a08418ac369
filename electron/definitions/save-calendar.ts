import type { CalendarAttachment, CalendarFields } from "../../shared/calendar.ts";
import { CroniumError } from "../../shared/errors.ts";
import { compileCalendar } from "../schedule/calendar-rules.ts";
import { findCalendar, findCalendarByName } from "../store/calendars.ts";
import { findEvent } from "../store/events.ts";
import { findServer } from "../store/servers.ts";
import type { CalendarRow, Database } from "../store/tables.ts";
import type { DefinitionParts } from "./parts.ts";
import { writeCalendar, writeCalendarDeletion, writeNewCalendar } from "./write-calendar.ts";

type CalendarParts = Pick<DefinitionParts, "store" | "clock" | "changes" | "rescheduled">;

/**
 * Saves a new calendar. It holds for whatever is decided from now on.
 * @returns its id
 * @throws CroniumError `invalid_input` or `conflict`, with the field at fault, such as `windows.3.cron`
 */
export async function createCalendar(parts: CalendarParts, fields: CalendarFields): Promise<number> {
  const { store, clock } = parts;
  checkCalendar(fields);
  const id = await store.write.transaction().execute(async (transaction) => {
    await refuseTakenName(transaction, fields.name, undefined);
    await refuseUnknown(transaction, fields.attachments);
    return writeNewCalendar(transaction, fields, clock.now());
  });
  tell(parts, id);
  return id;
}

/**
 * Saves a calendar over the version that was edited.
 * @returns the new version
 * @throws CroniumError `not_found`, `invalid_input`, or `conflict` when somebody else saved it meanwhile
 */
export async function changeCalendar(
  parts: CalendarParts,
  id: number,
  version: number,
  fields: CalendarFields,
): Promise<number> {
  const { store, clock } = parts;
  checkCalendar(fields);
  await store.write.transaction().execute(async (transaction) => {
    await calendarOrError(transaction, id);
    await refuseTakenName(transaction, fields.name, id);
    await refuseUnknown(transaction, fields.attachments);
    await writeCalendar(transaction, id, version, fields, clock.now());
  });
  tell(parts, id);
  return version + 1;
}

/** Deletes a calendar; nothing is held back by it any more. @throws CroniumError `not_found` */
export async function removeCalendar(parts: CalendarParts, id: number): Promise<void> {
  const { store, clock } = parts;
  await store.write.transaction().execute(async (transaction) => {
    await writeCalendarDeletion(transaction, await calendarOrError(transaction, id), clock.now());
  });
  tell(parts, id);
}

function tell({ changes, rescheduled }: CalendarParts, id: number): void {
  changes.announce({ noun: "calendar", id });
  rescheduled();
}

/** @throws CroniumError `not_found` */
export async function calendarOrError(database: Database, id: number): Promise<CalendarRow> {
  const calendar = await findCalendar(database, id);
  if (calendar !== undefined) return calendar;
  throw new CroniumError("not_found", `There is no calendar ${String(id)}`, {
    remedy: "It may have been deleted; list the calendars again.",
  });
}

/** @throws CroniumError `invalid_input` whose field is that of the calendar's form */
export function checkCalendar(fields: Pick<CalendarFields, "name" | "timezone" | "windows">): void {
  compileCalendar({ ...fields, id: 0 });
}

async function refuseTakenName(database: Database, name: string, id: number | undefined): Promise<void> {
  const other = await findCalendarByName(database, name);
  if (other === undefined || other.id === id) return;
  throw new CroniumError("conflict", `There is a calendar named “${other.name}” already`, {
    remedy: "Choose another name.",
    field: "name",
  });
}

async function refuseUnknown(database: Database, attachments: readonly CalendarAttachment[]): Promise<void> {
  for (const [index, attachment] of attachments.entries()) {
    const place = `attachments.${String(index)}`;
    if (attachment.kind === "event" && (await findEvent(database, attachment.eventId)) === undefined) {
      throw unknownError("event", attachment.eventId, `${place}.eventId`);
    }
    if (attachment.kind === "server" && (await findServer(database, attachment.serverId)) === undefined) {
      throw unknownError("server", attachment.serverId, `${place}.serverId`);
    }
  }
}

function unknownError(noun: string, id: number, field: string): CroniumError {
  return new CroniumError("invalid_input", `There is no ${noun} ${String(id)}`, {
    remedy: "It may have been deleted; choose again what the calendar holds for.",
    field,
  });
}
