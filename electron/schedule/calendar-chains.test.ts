import fc from "fast-check";
import { expect, it } from "vitest";
import type { CalendarWindow } from "../../shared/calendar.ts";
import { blockAt, compileCalendar, isBlockedThrough, mostLinks, type CompiledCalendar } from "./calendar-rules.ts";
import { findCatchUpStart } from "./catch-up-start.ts";
import { compileSchedule } from "./due.ts";

const minute = 60_000;
const day = 86_400_000;
const start = Date.UTC(2026, 2, 2, 12);

/** A calendar that counts for how many openings its blackouts are looked through. */
function counted(windows: readonly CalendarWindow[]): {
  readonly calendar: CompiledCalendar;
  readonly links: () => number;
} {
  const calendar = compileCalendar({ id: 1, name: "quiet", timezone: "UTC", windows });
  const { blackouts } = calendar;
  let links = 0;
  const reach: typeof blackouts.reach = (instantMs, limitMs, allowance) => {
    const before = allowance.left;
    const reached = blackouts.reach(instantMs, limitMs, allowance);
    links += before - allowance.left;
    return reached;
  };
  return { calendar: { ...calendar, blackouts: { ...blackouts, reach } }, links: () => links };
}

function recurring(cron: string, durationMs: number): CalendarWindow {
  return { kind: "recurring", effect: "blackout", cron, durationMs };
}

it("follows adjoining windows once, in whatever order it is asked", () => {
  const { calendar, links } = counted([recurring("0 * * * *", 60 * minute)]);
  expect(blockAt(calendar, start)?.untilMs).toBeNull();
  const first = links();
  expect(first).toBeGreaterThan(9_000);
  for (let index = 1; index <= 50; index++) {
    expect(blockAt(calendar, start - index * 60 * minute)?.untilMs).toBeNull();
    expect(blockAt(calendar, start + index * 7 * minute)?.untilMs).toBeNull();
  }
  expect(links() - first).toBeLessThan(200);
});

it("keeps what took long to follow when asked about something short before it", () => {
  const { calendar, links } = counted([recurring("0 * * 6 *", 60 * minute), recurring("0 0 1 * *", minute)]);
  const june = Date.UTC(2026, 5, 1);
  expect(blockAt(calendar, june)?.untilMs).toBe(june + 30 * day + minute);
  const first = links();
  expect(blockAt(calendar, Date.UTC(2026, 4, 1))?.untilMs).toBe(Date.UTC(2026, 4, 1) + minute);
  expect(blockAt(calendar, june + day)?.untilMs).toBe(june + 30 * day + minute);
  expect(links() - first).toBeLessThan(20);
});

it("gives up on windows without end, however they are listed", () => {
  const reversed = Array.from({ length: 60 }, (_, index) => recurring(`${String(59 - index)} * * * *`, minute));
  const { calendar, links } = counted(reversed);
  expect(blockAt(calendar, start)).toMatchObject({ untilMs: null });
  expect(mostLinks).toBeLessThan(100_000);
  expect(links()).toBeLessThan(mostLinks + 100);
  expect(blockAt(calendar, start + minute)).toMatchObject({ untilMs: null });
  expect(links()).toBeLessThan(mostLinks + 200);
});

it("looks back over a blocked day without following it again and again", () => {
  const { calendar, links } = counted([recurring("* * * * *", minute)]);
  const compiled = compileSchedule({ kind: "cron", cron: "* * * * *", timezone: "UTC" });
  const holding = { calendars: { whole: [calendar], byServer: new Map<number, CompiledCalendar[]>() }, servers: [] };
  const question = { now: start, missed: "latest", missedWindowMs: day, missedCap: 10, holding } as const;
  expect(findCatchUpStart(compiled, question)).toBe(Infinity);
  expect(links()).toBeLessThan(mostLinks + 5_000);
});

it("answers in any order as a calendar that was asked nothing before", () => {
  const hours = fc.integer({ min: 1, max: 23 }).map((hour) => recurring(`0 ${String(hour)} * * *`, hour * 60 * minute));
  const windows = fc.array(fc.oneof(hours, fc.constant(recurring("*/5 * * * *", 5 * minute))), {
    minLength: 1,
    maxLength: 4,
  });
  const instants = fc.array(fc.integer({ min: 0, max: 20 * 24 * 60 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(windows, instants, (all, offsets) => {
      const asked = counted(all).calendar;
      for (const offset of offsets) {
        const instant = start + offset * minute;
        const fresh = blockAt(counted(all).calendar, instant);
        expect(blockAt(asked, instant)).toEqual(fresh);
        const throughMs = instant + ((offset * 37) % 3_000) * minute;
        const known = isBlockedThrough(asked, instant, throughMs);
        const until = fresh?.untilMs;
        expect(known).toBe(until === null || (until !== undefined && until > throughMs));
      }
    }),
    { numRuns: 30 },
  );
});
