import type { CalendarWindow } from "./calendar.ts";
import { formatDuration } from "./duration.ts";

/** How definition files write the days of the week; the first is day 1. */
export const weekdayWords = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** A window in words: "Sat, Sun 22:00–06:00 (weekend work)". */
export function windowWords(window: CalendarWindow): string {
  const label = window.label === undefined ? "" : ` (${window.label})`;
  const allows = window.effect === "allow" ? "allowed: " : "";
  return `${allows}${timesWords(window)}${label}`;
}

function timesWords(window: CalendarWindow): string {
  switch (window.kind) {
    case "weekly": {
      const days = [...window.days].sort((left, right) => left - right).map(weekdayName);
      const named = days.length === 7 ? "every day" : days.join(", ");
      const wholeDay = window.from === "00:00" && window.until === "00:00";
      return wholeDay ? named : `${named} ${window.from}–${window.until}`;
    }
    case "dated": {
      const [from, until] = [window.from, window.until].map((text) => text.replace("T", " "));
      return from === until ? (from ?? "") : `${from ?? ""} to ${until ?? ""}`;
    }
    case "recurring":
      return `${window.cron} for ${formatDuration(window.durationMs)}`;
  }
}

function weekdayName(day: number): string {
  const word = weekdayWords[day - 1] ?? "";
  return word.charAt(0).toUpperCase() + word.slice(1);
}
