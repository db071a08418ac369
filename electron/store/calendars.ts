import { sql, type Insertable } from "kysely";
import type { CalendarAttachmentRow, CalendarRow, Database, Tables } from "./tables.ts";

export function listCalendars(database: Database): Promise<CalendarRow[]> {
  return database.selectFrom("calendars").selectAll().orderBy("name").execute();
}

export function findCalendar(database: Database, id: number): Promise<CalendarRow | undefined> {
  return database.selectFrom("calendars").selectAll().where("id", "=", id).executeTakeFirst();
}

export function findCalendarByName(database: Database, name: string): Promise<CalendarRow | undefined> {
  return database.selectFrom("calendars").selectAll().where("name", "=", name).executeTakeFirst();
}

/** What tells whether any calendar has changed. A version that was rolled back may return, but not at the same time. */
export function calendarVersions(database: Database): Promise<{ id: number; version: number; updated_at: number }[]> {
  return database.selectFrom("calendars").select(["id", "version", "updated_at"]).orderBy("id").execute();
}

/** What all calendars, or one, are attached to, in the order in which it was said. */
export function listAttachments(database: Database, calendarId?: number): Promise<CalendarAttachmentRow[]> {
  const attachments = database.selectFrom("calendar_attachments").selectAll().orderBy("id");
  return (calendarId === undefined ? attachments : attachments.where("calendar_id", "=", calendarId)).execute();
}

export async function insertCalendar(database: Database, row: Insertable<Tables["calendars"]>): Promise<number> {
  const { id } = await database.insertInto("calendars").values(row).returning("id").executeTakeFirstOrThrow();
  return id;
}

/** @returns false when the calendar is no longer at that version */
export async function updateCalendar(
  database: Database,
  id: number,
  version: number,
  row: Partial<Insertable<Tables["calendars"]>>,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("calendars")
    .set({ ...row, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function deleteCalendar(database: Database, id: number): Promise<void> {
  await database.deleteFrom("calendars").where("id", "=", id).execute();
}

export async function replaceAttachments(
  database: Database,
  calendarId: number,
  rows: readonly Omit<Insertable<Tables["calendar_attachments"]>, "calendar_id">[],
): Promise<void> {
  await database.deleteFrom("calendar_attachments").where("calendar_id", "=", calendarId).execute();
  for (const row of rows) {
    await database
      .insertInto("calendar_attachments")
      .values({ ...row, calendar_id: calendarId })
      .execute();
  }
}

/** How many events each calendar holds for, archived ones left out; those it holds for on some server alone included. */
export async function countCalendarEvents(database: Database): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ calendar_id: number; count: number }>`
    WITH held (calendar_id, event_id) AS (
      SELECT calendar_id, events.id FROM calendar_attachments JOIN events
        WHERE kind = 'everything'
      UNION
      SELECT calendar_id, event_id FROM calendar_attachments WHERE kind = 'event'
      UNION
      SELECT calendar_id, events.id FROM calendar_attachments JOIN events
        WHERE kind = 'tag' AND tag IN (SELECT value FROM json_each(events.tags))
      UNION
      SELECT calendar_id, event_servers.event_id FROM calendar_attachments JOIN event_servers USING (server_id)
      UNION
      SELECT calendar_id, events.id FROM calendar_attachments JOIN servers ON servers.id = server_id JOIN events
        WHERE run_on = 'servers' AND EXISTS (
          SELECT value FROM json_each(events.groups) INTERSECT SELECT value FROM json_each(servers.groups))
    )
    SELECT calendar_id, count(*) AS count FROM held JOIN events ON events.id = event_id
      WHERE status <> 'ARCHIVED' GROUP BY calendar_id`.execute(database);
  return new Map(rows.map((row) => [row.calendar_id, row.count]));
}
