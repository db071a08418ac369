import fc from "fast-check";
import { expect, test } from "vitest";
import type { CalendarWindow } from "../../shared/calendar.ts";
import { holdAt, type Holding } from "./calendar-holds.ts";
import { compileCalendar, type CompiledCalendar } from "./calendar-rules.ts";
import { findCatchUpStart, punctualMs } from "./catch-up-start.ts";
import { compileSchedule, dueBetween } from "./due.ts";

const now = Date.UTC(2026, 2, 2, 12);
const second = 1_000;
const minute = 60 * second;
const day = 86_400_000;

function calendar(id: number, spans: readonly (readonly [from: number, until: number])[]): CompiledCalendar {
  const local = (atMs: number): string => new Date(atMs).toISOString().slice(0, 16);
  const windows = spans.map(([from, until]): CalendarWindow => ({
    kind: "dated",
    effect: "blackout",
    from: local(from),
    until: local(until),
  }));
  return compileCalendar({ id, name: `calendar ${String(id)}`, timezone: "UTC", windows });
}

const everyone = (whole: readonly CompiledCalendar[]): Holding => ({
  calendars: { whole, byServer: new Map() },
  servers: [],
});

test("without calendars: the newest for latest, so many late ones back for all, none for none", () => {
  const compiled = compileSchedule({ kind: "interval", everyMs: minute, anchorMs: 0 });
  const ask = { now, missedWindowMs: day, missedCap: 3, holding: undefined };
  expect(findCatchUpStart(compiled, { ...ask, missed: "latest" })).toBe(now);
  expect(findCatchUpStart(compiled, { ...ask, missed: "all" })).toBe(now - 3 * minute);
  expect(findCatchUpStart(compiled, { ...ask, missed: "none" })).toBe(Infinity);
  expect(findCatchUpStart(compiled, { ...ask, missed: "all", missedWindowMs: 90 * second })).toBe(now - minute);
});

test("an instant each second under a blackout of a year is answered without looking at each", () => {
  const compiled = compileSchedule({ kind: "interval", everyMs: second, anchorMs: 0 });
  const holding = everyone([calendar(1, [[now - 360 * day, now + day]])]);
  const at = findCatchUpStart(compiled, { now, missed: "latest", missedWindowMs: 366 * day, missedCap: 1, holding });
  expect(at).toBe(now - 360 * day - second);
});

/** The same by looking at every instant. */
function slowly(due: readonly number[], wanted: number, oldest: number, holding: Holding): number {
  const free = due.filter((at) => at >= oldest && holdAt(holding, at).kind !== "blocked");
  return free.at(-wanted) ?? free[0] ?? Infinity;
}

test("it is what looking at every instant gives, whatever the calendars of the event and its servers", () => {
  const span = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 200 })).map(([ago, length]) => {
    const from = now - ago * minute;
    return [from, from + length * minute] as const;
  });
  const spans = fc.array(span, { maxLength: 5 });
  fc.assert(
    fc.property(
      fc.record({ whole: spans, first: spans, second: spans }),
      fc.integer({ min: 20, max: 900 }),
      fc.constantFrom("latest" as const, "all" as const),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 400 }),
      (blackouts, everySeconds, missed, missedCap, windowMinutes) => {
        const byServer = new Map([
          [1, [calendar(2, blackouts.first)]],
          [2, [calendar(3, blackouts.second)]],
        ]);
        const holding: Holding = {
          calendars: { whole: [calendar(1, blackouts.whole)], byServer },
          servers: [
            { id: 1, name: "a" },
            { id: 2, name: "b" },
          ],
        };
        const compiled = compileSchedule({ kind: "interval", everyMs: everySeconds * second, anchorMs: now - day });
        const missedWindowMs = windowMinutes * minute;
        const last = missed === "latest" ? now : now - punctualMs - 1;
        const due = dueBetween(compiled, now - missedWindowMs - 1, last);
        const wanted = missed === "latest" ? 1 : missedCap;
        expect(findCatchUpStart(compiled, { now, missed, missedWindowMs, missedCap, holding })).toBe(
          slowly(due, wanted, now - missedWindowMs, holding),
        );
      },
    ),
    { numRuns: 500 },
  );
});
