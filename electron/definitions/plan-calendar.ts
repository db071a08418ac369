import type { AttachmentName, CalendarFields, CalendarWindow } from "../../shared/calendar.ts";
import type { DefinedCalendar, DefinitionChange, FieldChange } from "../../shared/definition.ts";
import { CroniumError } from "../../shared/errors.ts";
import { didYouMean } from "../../shared/nearest.ts";
import { windowWords } from "../../shared/window-words.ts";
import { calendarDocument } from "./calendar-document.ts";
import type { CurrentCalendar } from "./current-calendar.ts";
import { foldName, sameName } from "./current-definition.ts";
import { compareDocuments } from "./difference.ts";
import { noSuchServer } from "./no-such-server.ts";
import { checkCalendar } from "./save-calendar.ts";

export interface PlannedCalendar {
  readonly change: DefinitionChange;
  readonly fields: Omit<CalendarFields, "attachments">;
  /** Names as their things themselves write them. */
  readonly attach: readonly AttachmentName[];
  readonly former: CurrentCalendar | undefined;
}

export interface CalendarPlanParts {
  readonly calendars: readonly CurrentCalendar[];
  /** Names of the events and servers there will be. */
  readonly eventNames: readonly string[];
  readonly serverNames: readonly string[];
  /** Names of servers that are out of use. */
  readonly archivedNames: readonly string[];
}

/** Windows that a change names one by one; the others are counted. */
const mostNamed = 20;

/**
 * Checks one calendar of a definition and compares it with what is.
 * @throws CroniumError `invalid_input` with the field at fault, such as `windows.3.cron` or `attach.0`
 */
export function planCalendar({ calendar, attach }: DefinedCalendar, parts: CalendarPlanParts): PlannedCalendar {
  checkCalendar(calendar);
  const former = parts.calendars.find(({ row }) => sameName(row.name, calendar.name));
  const named = attach.map((attachment, index) => resolve(attachment, `attach.${String(index)}`, parts));
  const unique = [...new Map(named.map((attachment) => [JSON.stringify(attachment), attachment])).values()];
  const plan = (kind: DefinitionChange["kind"], fields: readonly FieldChange[] = []): PlannedCalendar => ({
    change: { kind, noun: "calendar", name: calendar.name, fields, notes: [] },
    fields: calendar,
    attach: unique,
    former,
  });
  if (former === undefined) return plan("create");
  const { windows: before, ...known } = calendarDocument(former.fields, former.attach);
  const { windows: after, ...wanted } = calendarDocument(calendar, unique);
  const changes = [
    ...compareDocuments(known, wanted),
    ...(JSON.stringify(before) === JSON.stringify(after)
      ? []
      : compareWindows(former.fields.windows, calendar.windows)),
  ];
  return plan(changes.length === 0 ? "unchanged" : "update", changes);
}

/** Windows that went and came, in words. Their order alone means nothing. */
function compareWindows(before: readonly CalendarWindow[], after: readonly CalendarWindow[]): FieldChange[] {
  const missing = (from: readonly CalendarWindow[], other: readonly CalendarWindow[]): string[] => {
    const known = new Set(other.map(windowWords));
    return from.map(windowWords).filter((words) => !known.has(words));
  };
  const changes = [
    ...missing(before, after).map((words): FieldChange => ({ path: "windows", from: words, to: "(none)" })),
    ...missing(after, before).map((words): FieldChange => ({ path: "windows", from: "(none)", to: words })),
  ];
  const counts = (windows: readonly CalendarWindow[]): string => `${String(windows.length)} windows`;
  if (changes.length === 0 && before.length === after.length) return [];
  if (changes.length > 0 && changes.length <= mostNamed) return changes;
  return [...changes.slice(0, mostNamed), { path: "windows", from: counts(before), to: counts(after) }];
}

function resolve(attachment: AttachmentName, field: string, parts: CalendarPlanParts): AttachmentName {
  if (attachment.kind === "everything" || attachment.kind === "tag") return attachment;
  const { kind, name: wanted } = attachment;
  const known = kind === "event" ? parts.eventNames : parts.serverNames;
  const name = known.find((candidate) => foldName(candidate) === foldName(wanted));
  if (name !== undefined) return { kind, name };
  if (kind === "server") throw noSuchServer(wanted, known, parts.archivedNames, field);
  throw new CroniumError("invalid_input", `There is no ${kind} “${wanted}”`, {
    remedy: didYouMean(wanted, known) ?? "Add it to the file, or correct the name.",
    field,
  });
}
