import type { PreviewInput } from "../../../shared/schedule.ts";
import type { SchedulePreview } from "../../bridge/views.ts";
import { durationOfDraft } from "../../ui/duration-draft.ts";
import type { EventDraft } from "./event-draft.ts";
import { instantOfDraft, type InstantDraft } from "./instant-draft.ts";

export type PreviewedSchedule = PreviewInput["schedule"];

/** What there is to preview of a draft; undefined while a part is missing. */
export function previewedSchedule(draft: EventDraft): PreviewedSchedule | undefined {
  const { kind, timezone } = draft;
  const bounds = { ...bound("startMs", draft.start, timezone), ...bound("endMs", draft.end, timezone) };
  switch (kind) {
    case "none":
      return undefined;
    case "cron": {
      const cron = draft.cron.trim();
      return cron === "" ? undefined : { kind, cron, timezone, ...bounds };
    }
    case "interval": {
      const everyMs = durationOfDraft(draft.every);
      if (everyMs === undefined) return undefined;
      const anchor = draft.anchor.text === "" ? undefined : instantOfDraft(draft.anchor, timezone).at;
      return { kind, everyMs, timezone, ...bounds, ...(anchor === undefined ? {} : { anchorMs: anchor }) };
    }
    case "once": {
      const at = draft.once.text === "" ? undefined : instantOfDraft(draft.once, timezone).at;
      return at === undefined ? undefined : { kind, atMs: at, timezone, ...bounds };
    }
  }
}

/** A bound that is given and makes sense; what is wrong with it is told at its field. */
function bound(
  name: "startMs" | "endMs",
  draft: InstantDraft,
  zone: string,
): { readonly [Name in typeof name]?: number } {
  const at = draft.text === "" ? undefined : instantOfDraft(draft, zone).at;
  return at === undefined ? {} : { [name]: at };
}

const paths = {
  cron: "schedule.cron",
  timezone: "schedule.timezone",
  interval: "schedule.everyMs",
  once: "schedule.atMs",
  start: "schedule.startMs",
  end: "schedule.endMs",
} as const;

/** What a preview complains about, by the path of the form's field; nothing when all is well. */
export function previewComplaint(preview: SchedulePreview | undefined): Readonly<Record<string, string>> {
  if (preview === undefined || preview.ok) return {};
  const { message, remedy, field } = preview;
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return { [paths[field]]: remedy === undefined ? sentence : `${sentence} ${remedy}` };
}
