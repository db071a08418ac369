import type { CalendarWindow } from "../../shared/calendar.ts";
import { CroniumError } from "../../shared/errors.ts";
import { createCronSource } from "./cron-due.ts";
import { createDatedSource } from "./dated-windows.ts";
import { endSecond } from "./instants.ts";
import { parseCron } from "./parse-cron.ts";
import { createRecurringSource } from "./recurring-window.ts";
import { wallSpan, type Span } from "./wall-span.ts";
import { createWeeklySource } from "./weekly-window.ts";
import type { Opening, WindowSource } from "./window-source.ts";
import type { Zone } from "./zone.ts";

const secondsPerDay = 86_400;

/** A window and its position in its calendar, which errors name. */
export interface PlacedWindow {
  readonly window: CalendarWindow;
  readonly index: number;
}

/**
 * Prepares windows to be asked, all dated ones as one source.
 * @throws CroniumError `invalid_input` whose field is that of the calendar's form, such as `windows.3.cron`
 */
export function compileWindows(windows: readonly PlacedWindow[], zone: Zone): WindowSource[] {
  const sources: WindowSource[] = [];
  const dated: Opening[] = [];
  for (const { window, index } of windows) {
    const mark = { effect: window.effect, label: window.label };
    switch (window.kind) {
      case "weekly":
        sources.push(createWeeklySource({ days: window.days, ...timesOf(window) }, zone, mark));
        break;
      case "recurring":
        sources.push(createRecurringSource(readCron(window.cron, index, zone), window.durationMs, mark));
        break;
      case "dated": {
        const span = spanOf(window, index, zone);
        if (span !== undefined) dated.push({ ...span, ...mark });
      }
    }
  }
  if (dated.length > 0) sources.push(createDatedSource(dated));
  return sources;
}

function timesOf({ from, until }: { readonly from: string; readonly until: string }): { from: number; until: number } {
  return { from: secondsOf(from), until: secondsOf(until) };
}

/** Seconds since midnight of a time such as `22:30`. */
function secondsOf(time: string): number {
  const [hours = "0", minutes = "0"] = time.split(":");
  return (Number(hours) * 60 + Number(minutes)) * 60;
}

function readCron(cron: string, index: number, zone: Zone): ReturnType<typeof createCronSource> {
  try {
    return createCronSource(parseCron(cron), zone);
  } catch (error) {
    if (!(error instanceof CroniumError)) throw error;
    throw new CroniumError("invalid_input", error.message, {
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      field: `windows.${String(index)}.cron`,
      cause: error,
    });
  }
}

/** Undefined when the zone's clock skips all of it. */
function spanOf(window: Extract<CalendarWindow, { kind: "dated" }>, index: number, zone: Zone): Span | undefined {
  const place = `windows.${String(index)}`;
  const from = readLocal(window.from, `${place}.from`);
  const until = readLocal(window.until, `${place}.until`);
  const end = until.local + (until.wholeDay ? secondsPerDay : 0);
  if (end <= from.local) {
    throw new CroniumError("invalid_input", `The window ends at ${window.until}, before it begins`, {
      remedy: "Choose a later end; a date without a time is that whole day.",
      field: `${place}.until`,
    });
  }
  return wallSpan(from.local, end, zone);
}

/** Reads `2026-12-24` or `2026-12-24T18:00`. @returns seconds on the clock since it showed 1970-01-01 00:00:00 */
function readLocal(text: string, field: string): { readonly local: number; readonly wholeDay: boolean } {
  const [date = "", time] = text.split("T");
  const dayMs = Date.parse(`${date}T00:00:00Z`);
  // JavaScript takes the 31st of any month for the 1st of the next.
  if (Number.isNaN(dayMs) || new Date(dayMs).toISOString().slice(0, 10) !== date) {
    throw new CroniumError("invalid_input", `There is no ${date} in the calendar`, {
      remedy: "Write a date such as 2026-12-24, with a time 2026-12-24T18:00.",
      field,
    });
  }
  const local = dayMs / 1000 + (time === undefined ? 0 : secondsOf(time));
  if (local < 0 || local > endSecond) {
    throw new CroniumError("invalid_input", `${text} is not between 1970 and 2100`, {
      remedy: "Choose a date in that time.",
      field,
    });
  }
  return { local, wholeDay: time === undefined };
}
