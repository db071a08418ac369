import { CroniumError } from "../../shared/errors.ts";
import type { InstantExplanation, ScheduleVersion } from "../../shared/schedule.ts";
import { holdAt } from "../schedule/calendar-holds.ts";
import { blockWords } from "../schedule/decision-words.ts";
import { explainInstant, type VersionFacts } from "../schedule/explain-instant.ts";
import { openHoldings } from "../schedule/ledger-holdings.ts";
import { createCalendarBook } from "../schedule/stored-calendars.ts";
import { readRunsEnd } from "../schedule/stored-comparison.ts";
import { findAbsences } from "../store/absences.ts";
import { deletedEvents } from "../store/deleted-events.ts";
import { findEvent } from "../store/events.ts";
import { listOccurrences } from "../store/occurrences.ts";
import { ledgerKeptSince, pausesKnownSince } from "../store/schedule-history.ts";
import { openSchedule } from "../store/schedules.ts";
import type { EventRow } from "../store/event-tables.ts";
import type { Database } from "../store/tables.ts";
import type { ApiContext } from "./context.ts";
import { viewOccurrences } from "./occurrence-views.ts";
import { readVersionFacts } from "./schedule-versions.ts";

/** More rows of one event at one instant than any sequence of edits makes. */
const mostRows = 1_000;

/**
 * Everything known about one instant of an event, also of a deleted one.
 * @param atMs epoch milliseconds
 * @throws CroniumError `not_found` when neither the event nor a row of it is left
 */
export async function readExplanation(
  { store, clock, compile, calendars }: Pick<ApiContext, "store" | "clock" | "compile" | "calendars">,
  eventId: number,
  atMs: number,
): Promise<InstantExplanation> {
  const database = store.read;
  const nowMs = clock.now();
  const event = await findEvent(database, eventId);
  const known = event === undefined ? await deletedEvent(database, eventId) : undefined;
  const rows = await listOccurrences(database, { eventId, sinceMs: atMs, untilMs: atMs, limit: mostRows });
  const occurrences = await viewOccurrences(database, rows);
  const absenceIds = [...new Set(rows.flatMap((row) => row.absence_id ?? []))];
  const absences = absenceIds.length === 0 ? [] : await findAbsences(database, absenceIds);
  const versions = await readVersionFacts(database, eventId, event?.status);
  const isToCome = event !== undefined && atMs > nowMs;
  const explained = explainInstant({
    atMs,
    nowMs,
    eventName: event?.name ?? known?.event_name ?? `event ${String(eventId)}`,
    createdAt: event?.created_at,
    deletedAt: known === undefined ? undefined : (known.deleted_at ?? nowMs),
    occurrences,
    absences: new Map(
      absences.map(({ id, from_at: fromAt, until_at: untilAt, cause }) => [id, { fromAt, untilAt, cause }]),
    ),
    versions,
    keptSince: await ledgerKeptSince(database),
    pausesKnownSince: await pausesKnownSince(database),
    blockedBy: isToCome ? await whatWillBlock(database, event, atMs) : undefined,
    runsEnd: isToCome
      ? await readRunsEnd({ database, clock, compile, book: await calendars(database) }, eventId, atMs)
      : undefined,
  });
  return { atMs, occurrences, ...explained, version: explained.version && withoutFacts(explained.version) };
}

/** What only the explanation needs stays here. */
function withoutFacts({ restedAs, restedBecause, accountedUntil, ...version }: VersionFacts): ScheduleVersion {
  return version;
}

async function deletedEvent(
  database: Database,
  eventId: number,
): Promise<{ event_name: string; deleted_at: number | null }> {
  const found = (await deletedEvents(database)).find((row) => row.event_id === eventId);
  if (found !== undefined) return found;
  throw new CroniumError("not_found", `There is no event ${String(eventId)}, and the ledger has no row of it`, {
    remedy: "List the events again.",
  });
}

/** Why calendars will hold it back, as things are; undefined when they will not. */
async function whatWillBlock(database: Database, event: EventRow, atMs: number): Promise<string | undefined> {
  const book = await createCalendarBook()(database);
  const hold = holdAt((await openHoldings(database, book, [event])).get(event.id), atMs);
  if (hold.kind !== "blocked") return undefined;
  const schedule = await openSchedule(database, event.id);
  return blockWords(hold, schedule?.timezone ?? "UTC");
}
