import type { AttachmentName, CalendarFields, CalendarWindow } from "../../shared/calendar.ts";
import type { DocumentPart } from "../../shared/definition.ts";
import { formatDuration } from "../../shared/duration.ts";
import { weekdayWords } from "../../shared/window-words.ts";
import { attachmentKinds } from "../../shared/words.ts";

/** A calendar as the definition file writes it; only what differs from the default, but its zone always. */
export function calendarDocument(
  fields: Omit<CalendarFields, "attachments">,
  attach: readonly AttachmentName[],
): DocumentPart {
  return {
    name: fields.name,
    ...(fields.description === "" ? {} : { description: fields.description }),
    timezone: fields.timezone,
    windows: fields.windows.map(windowDocument),
    attach: sortAttachments(attach).map((attachment) =>
      attachment.kind === "everything" ? attachment.kind : { [attachment.kind]: attachment.name },
    ),
  };
}

function windowDocument(window: CalendarWindow): DocumentPart {
  return {
    ...timesDocument(window),
    ...(window.effect === "allow" ? { allow: true } : {}),
    ...(window.label === undefined ? {} : { label: window.label }),
  };
}

function timesDocument(window: CalendarWindow): DocumentPart {
  switch (window.kind) {
    case "weekly":
      return { weekly: window.days.map((day) => weekdayWords[day - 1]), from: window.from, until: window.until };
    case "dated":
      return { from: window.from, until: window.until };
    case "recurring":
      return { cron: window.cron.trim(), for: formatDuration(window.durationMs) };
  }
}

/** Their order means nothing: the widest first, then by name. */
function sortAttachments(attach: readonly AttachmentName[]): AttachmentName[] {
  const nameOf = (attachment: AttachmentName): string => (attachment.kind === "everything" ? "" : attachment.name);
  return [...attach].sort(
    (left, right) =>
      attachmentKinds.indexOf(left.kind) - attachmentKinds.indexOf(right.kind) ||
      (nameOf(left) < nameOf(right) ? -1 : 1),
  );
}
