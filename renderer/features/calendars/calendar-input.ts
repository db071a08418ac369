import {
  calendarInput,
  type CalendarAttachment,
  type CalendarInput,
  type CalendarWindow,
} from "../../../shared/calendar.ts";
import { durationOfDraft } from "../../ui/duration-draft.ts";
import type { CalendarDraft, WindowDraft } from "./calendar-draft.ts";

/** What is wrong with a field, by its path: `windows.3.cron`. */
export type Complaints = Readonly<Record<string, string>>;

/** A date alone is that whole day; with a time it is that moment. */
function moment(date: string, time: string): string {
  return time === "" ? date : `${date}T${time}`;
}

function windowOf(draft: WindowDraft): CalendarWindow {
  const base = { effect: draft.effect, ...(draft.label.trim() === "" ? {} : { label: draft.label.trim() }) };
  switch (draft.kind) {
    case "weekly":
      return { ...base, kind: "weekly", days: [...draft.days].sort(), from: draft.from, until: draft.until };
    case "dated":
      return {
        ...base,
        kind: "dated",
        from: moment(draft.fromDate, draft.fromTime),
        until: moment(draft.untilDate, draft.untilTime),
      };
    case "recurring":
      return {
        ...base,
        kind: "recurring",
        cron: draft.cron.trim(),
        durationMs: durationOfDraft(draft.duration) ?? 0,
      };
  }
}

/** What the form says, as the core takes it; not yet checked. */
function inputOf(draft: CalendarDraft): CalendarInput {
  const { name, description, timezone, windows, everything, eventIds, tags, serverIds } = draft;
  const attachments: CalendarAttachment[] = [
    ...(everything ? [{ kind: "everything" as const }] : []),
    ...eventIds.map((eventId) => ({ kind: "event" as const, eventId })),
    ...tags.map((tag) => ({ kind: "tag" as const, tag })),
    ...serverIds.map((serverId) => ({ kind: "server" as const, serverId })),
  ];
  return { name, description, timezone, windows: windows.map(windowOf), attachments };
}

export type ReadCalendar =
  { readonly ok: true; readonly input: CalendarInput } | { readonly ok: false; readonly complaints: Complaints };

/** Checks the form by the contract; what only the core knows (cron, zones, names) it says itself. */
export function readDraft(draft: CalendarDraft): ReadCalendar {
  const input = inputOf(draft);
  const read = calendarInput.safeParse(input);
  if (read.success) return { ok: true, input };
  const complaints: Record<string, string> = {};
  for (const { path, message } of read.error.issues) complaints[path.map(String).join(".")] ??= message;
  return { ok: false, complaints };
}

/** Windows that can be looked ahead with: those whose shape is right. Absent while one is half typed. */
export function previewableWindows(windows: readonly WindowDraft[]): readonly CalendarWindow[] | undefined {
  const read = calendarInput.shape.windows.safeParse(windows.map(windowOf));
  return read.success ? read.data : undefined;
}

const parts: Readonly<Record<keyof CalendarDraft, string>> = {
  name: "name",
  description: "description",
  timezone: "time zone",
  windows: "windows",
  everything: "what it holds for",
  eventIds: "events",
  tags: "tags",
  serverIds: "servers",
};

function comparable(draft: CalendarDraft, part: keyof CalendarDraft): string {
  return JSON.stringify(part === "windows" ? inputOf(draft).windows : draft[part]);
}

/** The parts in which two drafts differ, in words. */
export function changedParts(before: CalendarDraft, after: CalendarDraft): readonly string[] {
  return (Object.keys(parts) as (keyof CalendarDraft)[])
    .filter((part) => before[part] !== after[part] && comparable(before, part) !== comparable(after, part))
    .map((part) => parts[part]);
}
