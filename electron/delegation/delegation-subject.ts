import type { EventRow } from "../store/event-tables.ts";
import type { ScheduleRow, ServerRow } from "../store/tables.ts";

/** Whose schedule is left to which server, as the row of a delegation says it. */
export function delegationSubject(
  event: Pick<EventRow, "id" | "name" | "version">,
  version: Pick<ScheduleRow, "id">,
  server: Pick<ServerRow, "id" | "name">,
) {
  return {
    event_id: event.id,
    event_name: event.name,
    event_version: event.version,
    schedule_id: version.id,
    server_id: server.id,
    server_name: server.name,
  };
}
