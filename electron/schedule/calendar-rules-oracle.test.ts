import fc from "fast-check";
import { expect, it } from "vitest";
import type { CalendarWindow } from "../../shared/calendar.ts";
import { blockAt, compileCalendar, windowSpans } from "./calendar-rules.ts";
import { compileSchedule, dueBetween } from "./due.ts";

const minute = 60_000;
const day = 86_400_000;

/** Days around changes of a clock: forward, back, over midnight, by half an hour, by a whole day. */
const changes = [
  ["Europe/Berlin", "2026-03-29T01:00Z"],
  ["Europe/Berlin", "2026-10-25T01:00Z"],
  ["America/Havana", "2026-11-01T05:00Z"],
  ["America/Sao_Paulo", "2018-11-04T03:00Z"],
  ["America/Sao_Paulo", "2018-02-18T02:00Z"],
  ["Australia/Lord_Howe", "2026-04-04T15:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30Z"],
  ["Pacific/Apia", "2011-12-30T10:00Z"],
  ["Africa/Casablanca", "2026-02-15T02:00Z"],
  ["UTC", "2026-05-01T00:00Z"],
] as const;

/** Minutes on the zone's clock at each minute of some days, as the platform formats them. */
class ShownMinutes {
  readonly startMs: number;
  readonly shown: readonly number[];

  constructor(zone: string, middleMs: number, days: number) {
    this.startMs = middleMs - (days / 2) * day;
    const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
    this.shown = Array.from({ length: days * 1_440 }, (_, index) => {
      const text = format.format(this.startMs + index * minute);
      return Date.parse(`${text.replace(" ", "T")}Z`) / minute;
    });
  }

  /** Marks from the first minute whose local time lies in the range to the last. */
  mark(marks: Uint8Array, from: number, until: number): void {
    const inside = (shown: number): boolean => shown >= from && shown < until;
    const first = this.shown.findIndex(inside);
    if (first !== -1) marks.fill(1, first, this.shown.findLastIndex(inside) + 1);
  }
}

function bruteForce(windows: readonly CalendarWindow[], zone: string, minutes: ShownMinutes): Uint8Array {
  const length = minutes.shown.length;
  const marksOf = (effect: CalendarWindow["effect"]): Uint8Array => {
    const marks = new Uint8Array(length);
    for (const window of windows.filter((candidate) => candidate.effect === effect)) markWindow(marks, window);
    return marks;
  };
  const markWindow = (marks: Uint8Array, window: CalendarWindow): void => {
    if (window.kind === "dated") {
      const local = (text: string): number => Date.parse(`${text}Z`) / minute;
      const end = window.until.includes("T") ? local(window.until) : local(`${window.until}T00:00`) + 1_440;
      minutes.mark(marks, window.from.includes("T") ? local(window.from) : local(`${window.from}T00:00`), end);
    } else if (window.kind === "recurring") {
      const compiled = compileSchedule({ kind: "cron", cron: window.cron, timezone: zone });
      const endMs = minutes.startMs + length * minute;
      for (const due of dueBetween(compiled, minutes.startMs - window.durationMs, endMs)) {
        const first = (due - minutes.startMs) / minute;
        marks.fill(1, Math.max(first, 0), Math.max(first + window.durationMs / minute, 0));
      }
    } else {
      const dates = new Set(minutes.shown.map((shown) => Math.floor(shown / 1_440)));
      // A date the clock skips still has its window, which may reach into the next.
      for (const date of new Set([...dates].flatMap((shown) => [shown - 1, shown, shown + 1]))) {
        const weekday = new Date(date * day).getUTCDay() || 7;
        if (!window.days.includes(weekday)) continue;
        const [from = 0, until = 0] = [window.from, window.until].map((time) => {
          const [hours = 0, rest = 0] = time.split(":").map(Number);
          return hours * 60 + rest;
        });
        minutes.mark(marks, date * 1_440 + from, date * 1_440 + until + (until > from ? 0 : 1_440));
      }
    }
  };
  const blackout = marksOf("blackout");
  const allowed = windows.some(({ effect }) => effect === "allow") ? marksOf("allow") : undefined;
  return blackout.map((mark, index) => (mark === 1 || allowed?.[index] === 0 ? 1 : 0));
}

const timeOfDay = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45, 59))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const effect = fc.constantFrom("blackout" as const, "blackout" as const, "allow" as const);

function anyWindow(middleMs: number): fc.Arbitrary<CalendarWindow> {
  const date = fc
    .integer({ min: -3, max: 3 })
    .map((offset) => new Date(middleMs + offset * day).toISOString().slice(0, 10));
  const moment = fc.oneof(
    date,
    fc.tuple(date, timeOfDay).map((parts) => parts.join("T")),
  );
  return fc.oneof(
    fc
      .tuple(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), timeOfDay, timeOfDay, effect)
      .map(([days, from, until, kind]) => ({ kind: "weekly" as const, days, from, until, effect: kind })),
    fc
      .tuple(moment, moment, effect)
      .filter(([from, until]) => from < until || (from === until && !until.includes("T")))
      .filter(([from, until]) => !(until.length === 10 && from.slice(0, 10) > until))
      .map(([from, until, kind]) => ({ kind: "dated" as const, from, until, effect: kind })),
    fc
      .tuple(
        fc.constantFrom("30 2 * * *", "0 0 * * *", "15 */6 * * *", "45 1,2,3 * * 0", "0 * * * *", "59 23 * * 6"),
        fc.constantFrom(minute, 30 * minute, 60 * minute, 90 * minute, day),
        effect,
      )
      .map(([cron, durationMs, kind]) => ({ kind: "recurring" as const, cron, durationMs, effect: kind })),
  );
}

it.each(changes)("agrees with looking at every minute around a clock change: %s at %s", (zone, change) => {
  const middleMs = Date.parse(change);
  const minutes = new ShownMinutes(zone, middleMs, 16);
  const count = minutes.shown.length;
  fc.assert(
    fc.property(fc.array(anyWindow(middleMs), { minLength: 1, maxLength: 4 }), (windows) => {
      const expected = bruteForce(windows, zone, minutes);
      const compiled = compileCalendar({ id: 7, name: "quiet", timezone: zone, windows });
      // Windows may reach in from before the days that were looked at, and out of them.
      for (let index = 3 * 1_440; index < count - 3 * 1_440; index += 7) {
        const block = blockAt(compiled, minutes.startMs + index * minute);
        const end = expected.indexOf(0, index);
        expect(block !== undefined, new Date(minutes.startMs + index * minute).toISOString()).toBe(end !== index);
        if (block !== undefined && end !== -1 && end < count - 2 * 1_440) {
          expect(block.untilMs).toBe(minutes.startMs + end * minute);
        }
      }
      const spans = windowSpans(compiled, minutes.startMs, minutes.startMs + count * minute);
      const isOpen = (wanted: CalendarWindow["effect"], instantMs: number): boolean =>
        spans.some((span) => span.effect === wanted && span.fromMs <= instantMs && instantMs < span.untilMs);
      const hasAllows = windows.some((window) => window.effect === "allow");
      for (let index = 3 * 1_440; index < count - 3 * 1_440; index += 35) {
        const instantMs = minutes.startMs + index * minute;
        const blocked = isOpen("blackout", instantMs) || (hasAllows && !isOpen("allow", instantMs));
        expect(blocked).toBe(expected[index] === 1);
      }
    }),
    { numRuns: 10, seed: 20_261_121 },
  );
});
