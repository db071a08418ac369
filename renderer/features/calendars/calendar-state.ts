import type { CalendarView } from "../../bridge/views.ts";
import { shortText, type TimeStyle } from "../../time/format-time.ts";

/** How a calendar stands right now. */
export interface CalendarState {
  readonly kind: "blocks" | "lets" | "idle";
  readonly words: string;
}

/**
 * Says what a calendar does now and until when.
 * @param style of the reader's zone
 */
export function calendarState(calendar: CalendarView, nowMs: number, style: TimeStyle): CalendarState {
  const { now, next, windows } = calendar;
  const at = (instant: number): string => shortText(instant, nowMs, style);
  const hasAllow = windows.some(({ effect }) => effect === "allow");
  if (windows.length === 0) return { kind: "idle", words: "No windows yet" };
  if (now?.effect === "blackout") return { kind: "blocks", words: `Holding back until ${at(now.untilMs)}` };
  if (now?.effect === "allow") return { kind: "lets", words: `Open until ${at(now.untilMs)}` };
  if (hasAllow) {
    const until = next?.effect === "allow" ? ` until ${at(next.fromMs)}` : "";
    return { kind: "blocks", words: `Holding back${until}` };
  }
  if (next === undefined) return { kind: "idle", words: "Open, no window ahead" };
  return { kind: "lets", words: `Open until ${at(next.fromMs)}` };
}

/** The line that says how all of them stand. */
export function calendarsAnswer(calendars: readonly CalendarView[], nowMs: number, style: TimeStyle): string {
  const blocking = calendars.filter(
    (calendar) => calendar.eventCount > 0 && calendarState(calendar, nowMs, style).kind === "blocks",
  );
  const [first] = blocking;
  if (first !== undefined) {
    const what = blocking.length === 1 ? `“${first.name}” holds` : `${String(blocking.length)} calendars hold`;
    return `${what} starts back right now`;
  }
  const coming = calendars
    .filter(({ eventCount, next }) => eventCount > 0 && next !== undefined)
    .sort((left, right) => (left.next?.fromMs ?? 0) - (right.next?.fromMs ?? 0))[0];
  if (coming?.next === undefined) return "Nothing is held back";
  return `Nothing is held back right now; next is “${coming.name}” ${shortText(coming.next.fromMs, nowMs, style)}`;
}
