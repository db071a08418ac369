import { elapsedText } from "../../time/format-duration.ts";
import { durationOfDraft } from "../../ui/duration-draft.ts";
import type { WindowDraft } from "./calendar-draft.ts";

/** Days of the week as people shorten them; 1 is Monday. */
export const dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** Days of the week in words: `Mon–Fri`, `Sat and Sun`, `every day`. @param days 1 is Monday */
export function daysWords(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((left, right) => left - right);
  if (sorted.length === 7) return "every day";
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return "no day";
  const name = (day: number): string => dayNames[day - 1] ?? "";
  if (sorted.length > 2 && last - first === sorted.length - 1) return `${name(first)}–${name(last)}`;
  const names = sorted.map(name);
  return names.length === 1 ? name(first) : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}

const dateFormat = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

function dateWords(date: string, time: string): string {
  const at = Date.parse(`${date}T00:00Z`);
  const day = Number.isNaN(at) ? "…" : dateFormat.format(at).replace(",", "");
  return time === "" ? day : `${day} ${time}`;
}

/** A window in words, without its effect and label. A cron expression's own words stand elsewhere. */
export function windowWords(window: WindowDraft): string {
  switch (window.kind) {
    case "weekly": {
      const days = daysWords(window.days);
      if (window.from === window.until)
        return `${days}, ${window.from === "00:00" ? "the whole day" : `24 hours from ${window.from}`}`;
      return `${days}, ${window.from} to ${window.until}${window.until < window.from ? " the day after" : ""}`;
    }
    case "dated": {
      const { fromDate, fromTime, untilDate, untilTime } = window;
      if (fromDate === untilDate && fromTime === "" && untilTime === "")
        return `${dateWords(fromDate, "")}, the whole day`;
      const end = `${dateWords(untilDate, untilTime)}${untilTime === "" ? ", that day included" : ""}`;
      return `${dateWords(fromDate, fromTime)} to ${end}`;
    }
    case "recurring": {
      const durationMs = durationOfDraft(window.duration);
      return durationMs === undefined ? window.cron : `${window.cron}, for ${elapsedText(durationMs)}`;
    }
  }
}
