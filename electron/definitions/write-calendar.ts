import type { CalendarAttachment, CalendarFields } from "../../shared/calendar.ts";
import { CroniumError } from "../../shared/errors.ts";
import { recordAudit } from "../store/audit.ts";
import { deleteCalendar, insertCalendar, replaceAttachments, updateCalendar } from "../store/calendars.ts";
import type { CalendarRow, Database } from "../store/tables.ts";

/** Writes a new calendar in the caller's transaction. @returns its id */
export async function writeNewCalendar(transaction: Database, fields: CalendarFields, now: number): Promise<number> {
  const id = await insertCalendar(transaction, { ...toColumns(fields, now), created_at: now });
  await replaceAttachments(transaction, id, attachmentRows(fields.attachments));
  await audit(transaction, "calendar.create", id, fields.name, now);
  return id;
}

/**
 * Writes a calendar over the version that was edited, in the caller's transaction.
 * @throws CroniumError `conflict` when somebody else saved it meanwhile
 */
export async function writeCalendar(
  transaction: Database,
  id: number,
  version: number,
  fields: CalendarFields,
  now: number,
): Promise<void> {
  if (!(await updateCalendar(transaction, id, version, toColumns(fields, now)))) {
    throw new CroniumError("conflict", `“${fields.name}” was saved by somebody else since you opened it`, {
      remedy: "Open it again; your changes are kept here until you leave the page.",
    });
  }
  await replaceAttachments(transaction, id, attachmentRows(fields.attachments));
  await audit(transaction, "calendar.update", id, fields.name, now);
}

/** Deletes a calendar in the caller's transaction. What it kept from running stays in the ledger by its name. */
export async function writeCalendarDeletion(
  transaction: Database,
  { id, name }: Pick<CalendarRow, "id" | "name">,
  now: number,
): Promise<void> {
  await deleteCalendar(transaction, id);
  await audit(transaction, "calendar.delete", id, name, now);
}

function toColumns(
  fields: CalendarFields,
  now: number,
): Pick<CalendarRow, "name" | "description" | "timezone" | "windows" | "updated_at"> {
  return {
    name: fields.name,
    description: fields.description,
    timezone: fields.timezone,
    windows: JSON.stringify(fields.windows),
    updated_at: now,
  };
}

function attachmentRows(attachments: readonly CalendarAttachment[]): Parameters<typeof replaceAttachments>[2] {
  const rows = attachments.map((attachment) => ({
    kind: attachment.kind,
    event_id: attachment.kind === "event" ? attachment.eventId : null,
    server_id: attachment.kind === "server" ? attachment.serverId : null,
    tag: attachment.kind === "tag" ? attachment.tag : null,
  }));
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

async function audit(transaction: Database, action: string, id: number, name: string, now: number): Promise<void> {
  await recordAudit(transaction, { actor: "user", action, subject: `calendar ${String(id)} ${name}` }, now);
}
