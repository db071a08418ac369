import type { z } from "zod";
import type { AttachmentName, CalendarWindow } from "../../shared/calendar.ts";
import type { definedCalendar } from "../../shared/definition.ts";
import { CroniumError } from "../../shared/errors.ts";
import { weekdayWords } from "../../shared/window-words.ts";
import { compileCalendar } from "../schedule/calendar-rules.ts";
import type { FileCalendar, FileWindow } from "./file-schema.ts";
import type { Place } from "./from-file.ts";

export type DefinedCalendarInput = z.input<typeof definedCalendar>;

/**
 * Turns a calendar of a file into the core's form.
 * @throws CroniumError with file, line and column of what is wrong with its zone or windows
 */
export function toCalendar(file: FileCalendar, place: Place): DefinedCalendarInput {
  const { attach = [], windows = [], ...plain } = file;
  const timezone = file.timezone ?? "UTC";
  const calendar = { ...plain, timezone, windows: windows.map(toWindow) };
  // Shapes are judged with the rest of the definition; what only the engine knows is judged here, with its line.
  checkTimes(calendar, place);
  return { calendar, attach: attach.map(toAttachment) };
}

function toWindow({
  weekly,
  cron,
  for: durationMs = 0,
  from = "",
  until = "",
  allow,
  label,
}: FileWindow): CalendarWindow {
  const shared = {
    effect: allow === true ? ("allow" as const) : ("blackout" as const),
    ...(label === undefined ? {} : { label }),
  };
  if (cron !== undefined) return { kind: "recurring", cron, durationMs, ...shared };
  if (weekly === undefined) return { kind: "dated", from, until, ...shared };
  return { kind: "weekly", days: weekly.map((day) => weekdayWords.indexOf(day) + 1), from, until, ...shared };
}

function toAttachment(attach: NonNullable<FileCalendar["attach"]>[number]): AttachmentName {
  if (attach === "everything") return { kind: "everything" };
  const { event, tag, server } = attach;
  if (event !== undefined) return { kind: "event", name: event };
  return tag === undefined ? { kind: "server", name: server ?? "" } : { kind: "tag", name: tag };
}

function checkTimes(
  calendar: { readonly name: string; readonly timezone: string; readonly windows: readonly CalendarWindow[] },
  place: Place,
): void {
  try {
    compileCalendar({ ...calendar, id: 0 });
  } catch (error) {
    if (!(error instanceof CroniumError)) throw error;
    throw new CroniumError(error.code, `${place(...(error.field ?? "").split("."))}: ${error.message}`, {
      remedy: `${error.remedy ?? ""} Nothing was changed.`.trim(),
      cause: error,
    });
  }
}
