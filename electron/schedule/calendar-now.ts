import type { WindowSpan } from "../../shared/calendar.ts";
import { windowSpans, type CompiledCalendar } from "./calendar-rules.ts";

/** Windows that adjoin are followed this far, milliseconds. */
const lookAheadMs = 32 * 86_400_000;

/** The window that is open at an instant: a blackout before one in which work may start, of each the one that ends last. */
export function openWindow(calendar: CompiledCalendar, instantMs: number): WindowSpan | undefined {
  const open = windowSpans(calendar, instantMs, instantMs + lookAheadMs).filter((span) => span.fromMs <= instantMs);
  const blackouts = open.filter(({ effect }) => effect === "blackout");
  const [first] = (blackouts.length > 0 ? blackouts : open).sort((left, right) => right.untilMs - left.untilMs);
  return first;
}

/** The next window to open after an instant. */
export function nextWindow(calendar: CompiledCalendar, instantMs: number): WindowSpan | undefined {
  const begin = Math.min(calendar.blackouts.next(instantMs) ?? Infinity, calendar.allows?.next(instantMs) ?? Infinity);
  if (begin === Infinity) return undefined;
  return windowSpans(calendar, begin, begin + lookAheadMs).find((span) => span.fromMs === begin);
}
