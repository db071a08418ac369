import { describe, expect, it } from "vitest";
import type { CalendarView } from "../../bridge/views.ts";
import { calendarsAnswer, calendarState } from "./calendar-state.ts";

const now = Date.parse("2026-11-21T15:00:00Z");
const hourMs = 3_600_000;
const style = { clock: "24h", zone: "UTC" } as const;
const weekly = { kind: "weekly", days: [6], from: "14:00", until: "16:00" } as const;

function calendar(more: Partial<CalendarView>): CalendarView {
  return {
    id: 1,
    version: 1,
    name: "Freeze",
    description: "",
    timezone: "UTC",
    windows: [{ ...weekly, days: [...weekly.days], effect: "blackout" }],
    attachments: [],
    updatedAt: 0,
    eventCount: 3,
    ...more,
  };
}

function span(effect: "blackout" | "allow", from: number, until: number) {
  return { calendarId: 1, calendar: "Freeze", effect, fromMs: now + from * hourMs, untilMs: now + until * hourMs };
}

const allows = { windows: [{ ...weekly, days: [6], effect: "allow" as const }] };

describe("calendarState", () => {
  it("says what it does now and until when", () => {
    const words = (more: Partial<CalendarView>): string => calendarState(calendar(more), now, style).words;
    expect(words({ now: span("blackout", -1, 1) })).toBe("Holding back until 16:00");
    expect(words({ next: span("blackout", 2, 3) })).toBe("Open until 17:00");
    expect(words({ ...allows, now: span("allow", -1, 1) })).toBe("Open until 16:00");
    expect(words({ ...allows, next: span("allow", 18, 20) })).toBe("Holding back until Sun 22 Nov 09:00");
    expect(words({ ...allows })).toBe("Holding back");
    expect(words({})).toBe("Open, no window ahead");
    expect(words({ windows: [] })).toBe("No windows yet");
  });
});

describe("calendarsAnswer", () => {
  it("names what holds back now, else what comes next; a calendar that holds for nothing does not count", () => {
    const blocking = calendar({ now: span("blackout", -1, 1) });
    const idle = { ...blocking, eventCount: 0 };
    const coming = calendar({ name: "Patch night", next: span("blackout", 2, 3) });
    expect(calendarsAnswer([coming, blocking, idle], now, style)).toBe("“Freeze” holds starts back right now");
    expect(calendarsAnswer([blocking, blocking], now, style)).toBe("2 calendars hold starts back right now");
    expect(calendarsAnswer([idle, coming], now, style)).toBe(
      "Nothing is held back right now; next is “Patch night” 17:00",
    );
    expect(calendarsAnswer([idle], now, style)).toBe("Nothing is held back");
  });
});
