import type { CalendarWindow } from "../../../shared/calendar.ts";
import { firstDueIn, shownAt } from "./due-oracle.ts";
import type { CalendarDraft } from "./scenario.ts";

const secondsPerDay = 86_400;
/** No clock has been set back further in the years that are simulated, seconds. */
const furthestBack = 4 * 3600;

/**
 * Whether a calendar keeps work from starting at an instant, by looking at the zone's clock: inside a blackout, or
 * outside all windows in which work may start.
 */
export function isBlocked({ timezone, windows }: CalendarDraft, instantMs: number): boolean {
  const open = (window: CalendarWindow): boolean => isOpen(window, timezone, instantMs);
  if (windows.some((window) => window.effect === "blackout" && open(window))) return true;
  const allows = windows.filter((window) => window.effect === "allow");
  return allows.length > 0 && !allows.some(open);
}

function isOpen(window: CalendarWindow, timezone: string, instantMs: number): boolean {
  const instant = Math.floor(instantMs / 1000);
  switch (window.kind) {
    case "recurring": {
      return (
        firstDueIn({ kind: "cron", cron: window.cron, timezone }, instantMs - window.durationMs, instantMs) !==
        undefined
      );
    }
    case "dated":
      return showsWithin(timezone, instant, localOf(window.from, 0), localOf(window.until, secondsPerDay));
    case "weekly": {
      const today = Math.floor(shownAt(timezone, instant) / secondsPerDay);
      const [from, until] = [timeOf(window.from), timeOf(window.until)];
      const length = until > from ? until - from : until - from + secondsPerDay;
      return [today - 2, today - 1, today, today + 1].some((day) => {
        const begin = day * secondsPerDay + from;
        return window.days.includes(weekdayOf(day)) && showsWithin(timezone, instant, begin, begin + length);
      });
    }
  }
}

/**
 * Whether the clock shows a time in [from, until), or has shown one shortly before and will again: where it is set
 * back, a window does not close in between. Local times are seconds on the clock.
 */
function showsWithin(timezone: string, instant: number, from: number, until: number): boolean {
  const show = (at: number): number => shownAt(timezone, at);
  const within = (at: number): boolean => show(at) >= from && show(at) < until;
  if (within(instant)) return true;
  const isSetBack = show(instant + furthestBack) - show(instant - furthestBack) < 2 * furthestBack;
  if (!isSetBack) return false;
  const around = Array.from({ length: furthestBack / 60 }, (_, minute) => (minute + 1) * 60);
  return around.some((by) => within(instant - by)) && around.some((by) => within(instant + by));
}

/** 1 is Monday, 7 Sunday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

function timeOf(text: string): number {
  const [hour = 0, minute = 0] = text.split(":").map(Number);
  return hour * 3600 + minute * 60;
}

/** A date alone stands for a moment of its day: the first, or the end. */
function localOf(text: string, ofDate: number): number {
  const [date = "", time] = text.split("T");
  return Date.parse(`${date}T00:00:00Z`) / 1000 + (time === undefined ? ofDate : timeOf(time));
}
