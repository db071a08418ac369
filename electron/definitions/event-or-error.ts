import { CroniumError } from "../../shared/errors.ts";
import { findEvent } from "../store/events.ts";
import type { EventRow } from "../store/event-tables.ts";
import type { Database } from "../store/tables.ts";

/** @throws CroniumError `not_found` */
export async function eventOrError(database: Database, id: number): Promise<EventRow> {
  const event = await findEvent(database, id);
  if (event === undefined) {
    throw new CroniumError("not_found", `There is no event ${String(id)}`, {
      remedy: "It may have been deleted; list the events again.",
    });
  }
  return event;
}
