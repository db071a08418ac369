import type { CalendarAttachment, CalendarView } from "../../shared/calendar.ts";
import { nextWindow, openWindow } from "../schedule/calendar-now.ts";
import { compileCalendar } from "../schedule/calendar-rules.ts";
import { readWindows, toCalendarRule, type CalendarBook } from "../schedule/stored-calendars.ts";
import { countCalendarEvents, listAttachments, listCalendars } from "../store/calendars.ts";
import type { CalendarAttachmentRow, CalendarRow, Database } from "../store/tables.ts";

/** All calendars, by name. `book` has them compiled. */
export async function viewCalendars(database: Database, book: CalendarBook, now: number): Promise<CalendarView[]> {
  const [calendars, attachments, counts] = await Promise.all([
    listCalendars(database),
    listAttachments(database),
    countCalendarEvents(database),
  ]);
  const own = Map.groupBy(attachments, (row) => row.calendar_id);
  return calendars.map((row) => view(row, book, own.get(row.id) ?? [], counts.get(row.id) ?? 0, now));
}

export async function viewCalendar(
  database: Database,
  book: CalendarBook,
  row: CalendarRow,
  now: number,
): Promise<CalendarView> {
  const [attachments, counts] = await Promise.all([listAttachments(database, row.id), countCalendarEvents(database)]);
  return view(row, book, attachments, counts.get(row.id) ?? 0, now);
}

function view(
  row: CalendarRow,
  { calendars }: CalendarBook,
  attachments: readonly CalendarAttachmentRow[],
  eventCount: number,
  now: number,
): CalendarView {
  const compiled = calendars.find(({ id }) => id === row.id) ?? compileCalendar(toCalendarRule(row));
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    description: row.description,
    timezone: row.timezone,
    windows: readWindows(row),
    attachments: attachments.map(toAttachment),
    updatedAt: row.updated_at,
    eventCount,
    now: openWindow(compiled, now),
    next: nextWindow(compiled, now),
  };
}

/** The database's own checks make sure that each kind has its column. */
function toAttachment({ kind, event_id, server_id, tag }: CalendarAttachmentRow): CalendarAttachment {
  switch (kind) {
    case "everything":
      return { kind };
    case "event":
      return { kind, eventId: event_id ?? 0 };
    case "server":
      return { kind, serverId: server_id ?? 0 };
    case "tag":
      return { kind, tag: tag ?? "" };
  }
}
