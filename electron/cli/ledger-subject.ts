import { CroniumError } from "../../shared/errors.ts";
import type { DeletedEventLine } from "./answers.ts";
import type { Client } from "./connect.ts";
import { findEvent, isSameName } from "./lookup.ts";
import { counted, plainText } from "./text.ts";
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
    const former = (await client.occurrences.deletedEvents.query()).filter(({ eventName }) =>
      isSameName(eventName, event.name),
    );
    return { eventId: event.id, timezone: event.schedule?.timezone ?? "UTC", notes: formerNotes(former) };
  } catch (error) {
    if (!(error instanceof CroniumError) || error.code !== "not_found") throw error;
    const deleted = await client.occurrences.deletedEvents.query();
    const found =
      deleted.find(({ eventName }) => isSameName(eventName, word)) ??
      deleted.find(({ eventId }) => String(eventId) === word);
    if (found === undefined) throw error;
    const [version] = await client.occurrences.versions.query({ eventId: found.eventId });
    return {
      eventId: found.eventId,
      timezone: version?.schedule.timezone ?? "UTC",
      notes: [
        `“${plainText(found.eventName)}” (id ${String(found.eventId)}) was deleted${deletionTime(found)}. Its ledger stays.`,
      ],
    };
  }
}

/** Former events of one name that are told of one by one. */
const mostFormer = 3;

/** A name that is in use again does not hide what ran under it before; the latest first. */
function formerNotes(former: readonly DeletedEventLine[]): string[] {
  const more = former.length - mostFormer;
  const notes = former.slice(0, mostFormer).map(formerNote);
  return more > 0 ? [...notes, `There were ${counted(more, "more event", "more events")} of this name before.`] : notes;
}

function formerNote(former: DeletedEventLine): string {
  const id = String(former.eventId);
  return `Another event of this name (id ${id}) was deleted${deletionTime(former)}. Its ledger: cronium why ${id}`;
}

function deletionTime({ deletedAt }: DeletedEventLine): string {
  return deletedAt === undefined ? "" : ` at ${utcTime(deletedAt)}`;
}
