import type { AttachmentName, CalendarFields } from "../../shared/calendar.ts";
import { readWindows } from "../schedule/stored-calendars.ts";
import { listAttachments, listCalendars } from "../store/calendars.ts";
import type { EventRow } from "../store/event-tables.ts";
import type { CalendarAttachmentRow, CalendarRow, Database, ServerRow } from "../store/tables.ts";

export interface CurrentCalendar {
  readonly row: CalendarRow;
  readonly fields: Omit<CalendarFields, "attachments">;
  /** What it holds for by name, archived servers left out. */
  readonly attach: readonly AttachmentName[];
  /** Archived servers it is attached to; files do not speak of them. */
  readonly archivedServerIds: readonly number[];
}

/** All calendars, by name. */
export async function readCurrentCalendars(
  database: Database,
  events: readonly Pick<EventRow, "id" | "name">[],
  servers: readonly ServerRow[],
): Promise<CurrentCalendar[]> {
  const attachments = Map.groupBy(await listAttachments(database), (row) => row.calendar_id);
  const eventNames = new Map(events.map(({ id, name }) => [id, name]));
  const serverOf = new Map(servers.map((server) => [server.id, server]));

  function nameOf({ kind, event_id, server_id, tag }: CalendarAttachmentRow): AttachmentName[] {
    switch (kind) {
      case "everything":
        return [{ kind }];
      case "tag":
        return [{ kind, name: tag ?? "" }];
      case "event": {
        const name = eventNames.get(event_id ?? 0);
        return name === undefined ? [] : [{ kind, name }];
      }
      case "server": {
        const server = serverOf.get(server_id ?? 0);
        return server?.archived_at === null ? [{ kind, name: server.name }] : [];
      }
    }
  }

  return (await listCalendars(database)).map((row) => {
    const own = attachments.get(row.id) ?? [];
    return {
      row,
      fields: { name: row.name, description: row.description, timezone: row.timezone, windows: readWindows(row) },
      attach: own.flatMap(nameOf),
      archivedServerIds: own.flatMap(({ server_id }) =>
        server_id !== null && serverOf.get(server_id)?.archived_at !== null ? [server_id] : [],
      ),
    };
  });
}
