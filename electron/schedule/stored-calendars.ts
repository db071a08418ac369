import type { CalendarWindow } from "../../shared/calendar.ts";
import { calendarVersions, listAttachments, listCalendars } from "../store/calendars.ts";
import type { CalendarAttachmentRow, CalendarRow, Database } from "../store/tables.ts";
import { compileCalendar, type CalendarRule, type CompiledCalendar } from "./calendar-rules.ts";
import type { HoldingCalendars } from "./holding-calendars.ts";

/** Whom calendars are asked about. */
export interface CalendarSubject {
  /** Undefined for an event that is not stored yet. */
  readonly eventId: number | undefined;
  readonly tags: readonly string[];
  /** The servers it runs on; empty when it runs elsewhere. */
  readonly serverIds: readonly number[];
}

export interface UnreadableCalendar {
  readonly id: number;
  readonly name: string;
  readonly message: string;
}

/** All stored calendars and what they are attached to. */
export interface CalendarBook {
  /** All there are, by name, attached or not. */
  readonly calendars: readonly CompiledCalendar[];
  /** True when no calendar is attached to anything. */
  readonly isEmpty: boolean;
  /** Those that cannot be read, such as one in a zone that this system no longer knows: they hold nothing back. */
  readonly unreadable: readonly UnreadableCalendar[];
  /** The calendars that hold for an event, each list by name; those of a server only where not all of it is held. */
  of(subject: CalendarSubject): HoldingCalendars;
}

/** A stored calendar as the rules take it. */
export function toCalendarRule(row: CalendarRow): CalendarRule {
  return { id: row.id, name: row.name, timezone: row.timezone, windows: readWindows(row) };
}

export function readWindows(row: Pick<CalendarRow, "windows">): CalendarWindow[] {
  return JSON.parse(row.windows) as CalendarWindow[];
}

/**
 * Keeps what was read: asking again costs one small query while no calendar has changed, and only calendars that have
 * changed are compiled anew. May be asked within a transaction.
 */
export function createCalendarBook(): (database: Database) => Promise<CalendarBook> {
  let compiled = new Map<string, CompiledCalendar | UnreadableCalendar>();
  let book: CalendarBook = openBook([], [], []);
  return async (database) => {
    const versions = await calendarVersions(database);
    if (versions.length === compiled.size && versions.every((version) => compiled.has(keyOf(version)))) return book;
    const rows = await listCalendars(database);
    const attachments = await listAttachments(database);
    const fresh = new Map(rows.map((row) => [keyOf(row), compiled.get(keyOf(row)) ?? tryToCompile(row)] as const));
    compiled = fresh;
    const all = [...fresh.values()];
    const readable = all.flatMap((calendar) => ("message" in calendar ? [] : calendar));
    const unreadable = all.flatMap((calendar) => ("message" in calendar ? calendar : []));
    book = openBook(readable, unreadable, attachments);
    return book;
  };
}

function keyOf(row: Pick<CalendarRow, "id" | "version" | "updated_at">): string {
  return `${String(row.id)}:${String(row.version)}:${String(row.updated_at)}`;
}

/** One calendar that cannot be read must not keep the others from being asked. */
function tryToCompile(row: CalendarRow): CompiledCalendar | UnreadableCalendar {
  try {
    return compileCalendar(toCalendarRule(row));
  } catch (error) {
    return { id: row.id, name: row.name, message: error instanceof Error ? error.message : String(error) };
  }
}

/** @param calendars by name */
function openBook(
  calendars: readonly CompiledCalendar[],
  unreadable: readonly UnreadableCalendar[],
  attachments: readonly CalendarAttachmentRow[],
): CalendarBook {
  const attached = (attachment: (row: CalendarAttachmentRow) => boolean): readonly CompiledCalendar[] => {
    const ids = new Set(attachments.filter(attachment).map((row) => row.calendar_id));
    return calendars.filter(({ id }) => ids.has(id));
  };
  const toEverything = new Set(attached(({ kind }) => kind === "everything"));
  const byEvent = group(attachments, (row) => row.event_id ?? undefined);
  const byTag = group(attachments, (row) => row.tag ?? undefined);
  const byServer = group(attachments, (row) => row.server_id ?? undefined);
  return {
    calendars,
    isEmpty: attachments.length === 0,
    unreadable,
    of({ eventId, tags, serverIds }) {
      const ids = new Set([
        ...(eventId === undefined ? [] : (byEvent.get(eventId) ?? [])),
        ...tags.flatMap((tag) => byTag.get(tag) ?? []),
      ]);
      const whole = calendars.filter((calendar) => toEverything.has(calendar) || ids.has(calendar.id));
      const onServers = serverIds.flatMap((serverId) => {
        const held = byServer.get(serverId);
        const own = held === undefined ? [] : calendars.filter(({ id }) => held.includes(id) && !ids.has(id));
        const further = own.filter((calendar) => !toEverything.has(calendar));
        return further.length === 0 ? [] : [[serverId, further] as const];
      });
      return { whole, byServer: new Map(onServers) };
    },
  };
}

/** Ids of the calendars of each key. */
function group<Key>(
  attachments: readonly CalendarAttachmentRow[],
  keyOfRow: (row: CalendarAttachmentRow) => Key | undefined,
): ReadonlyMap<Key, readonly number[]> {
  const groups = new Map<Key, number[]>();
  for (const row of attachments) {
    const key = keyOfRow(row);
    if (key === undefined) continue;
    groups.set(key, [...(groups.get(key) ?? []), row.calendar_id]);
  }
  return groups;
}
