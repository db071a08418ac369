import { CroniumError } from "../../shared/errors.ts";
import type { Client } from "./connect.ts";
import { findEvent, isSameName } from "./lookup.ts";
import { plainText } from "./text.ts";
import { utcTime } from "./time-text.ts";

/** An event the ledger knows, deleted or not. */
export interface LedgerSubject {
  readonly eventId: number;
  /** The zone in which times without an offset are meant. */
  readonly timezone: string;
  /** What the asker should know about it. */
  readonly notes: readonly string[];
}

/**
 * Finds an event by its name, in any case, or its id: one that exists or, when there is none, the latest deleted one
 * that has left rows in the ledger.
 * @throws CroniumError `not_found` naming the nearest names
 */
export async function findLedgerSubject(client: Client, word: string): Promise<LedgerSubject> {
  try {
    const event = await findEvent(client, word);
    return { eventId: event.id, timezone: event.schedule?.timezone ?? "UTC", notes: [] };
  } catch (error) {
    if (!(error instanceof CroniumError) || error.code !== "not_found") throw error;
    const deleted = await client.occurrences.deletedEvents.query();
    const found =
      deleted.find(({ eventName }) => isSameName(eventName, word)) ??
      deleted.find(({ eventId }) => String(eventId) === word);
    if (found === undefined) throw error;
    const [version] = await client.occurrences.versions.query({ eventId: found.eventId });
    const when = found.deletedAt === undefined ? "" : ` at ${utcTime(found.deletedAt)}`;
    return {
      eventId: found.eventId,
      timezone: version?.schedule.timezone ?? "UTC",
      notes: [`“${plainText(found.eventName)}” (id ${String(found.eventId)}) was deleted${when}. Its ledger stays.`],
    };
  }
}
