import { describe, expect, it } from "vitest";
import type { ForecastRow } from "../../bridge/views.ts";
import { meetingBook } from "./meetings.ts";
import { spoken, stopWords } from "./stop-words.ts";
import type { Stop } from "./stops.ts";

const atMs = Date.parse("2026-11-22T01:30:00Z");
const reader = { clock: "24h", zone: "UTC", nowMs: atMs - 3_600_000 } as const;
const row: ForecastRow = {
  key: "event:1",
  name: "Backup",
  eventId: 1,
  timezone: "Europe/Berlin",
  count: 1,
  instants: [],
  counts: [],
  blocked: [],
  blockedCount: 0,
  truncated: false,
  usualDurationMs: 240_000,
  usedUpMs: atMs,
};
const line = { kind: "row", row } as const;
const vacuum = {
  atMs,
  times: 1,
  allMs: [atMs],
  kind: "same_minute",
  servers: ["db-1"],
  events: [
    { id: 1, name: "Backup" },
    { id: 2, name: "Vacuum" },
  ],
  eventCount: 2,
  message: "",
} as const;

function said(stop: Stop): string {
  return spoken(stopWords(stop, line, meetingBook([vacuum]), reader));
}

describe("stopWords", () => {
  it("tells a start in both zones, how long it takes, that it is the last, and what it meets", () => {
    expect(said({ kind: "start", atMs, eventId: 1, eventName: "Backup" })).toBe(
      "Backup, Sun, 22 Nov 2026, 02:30:00 CET (Europe/Berlin), Sun, 22 Nov 2026, 01:30:00 UTC (yours), in 1 h, usually takes 4 min, the last run it may make; it is paused then, meets Vacuum on db-1",
    );
  });

  it("tells what holds a start back", () => {
    expect(said({ kind: "blocked", atMs, eventName: "Backup", calendar: "Freeze" })).toMatch(
      /^Backup is held back by Freeze, .*in 1 h$/,
    );
  });

  it("tells how many start within a while, and when it ends on another day", () => {
    expect(said({ kind: "starts", atMs, untilMs: atMs + 900_000, count: 3 })).toBe(
      "3 starts, Sun 22 Nov 01:30 – 01:45, Backup",
    );
    expect(said({ kind: "starts", atMs, untilMs: atMs + 86_400_000, count: 1 })).toContain(
      "Sun 22 Nov 01:30 – Mon 23 Nov 01:30",
    );
  });

  it("tells a window and what it does", () => {
    const span = {
      calendarId: 1,
      calendar: "Freeze",
      effect: "allow",
      label: "nights",
      fromMs: 0,
      untilMs: 1,
    } as const;
    const stop = { kind: "window", atMs, untilMs: atMs + 3_600_000, span } as const;
    expect(said(stop)).toBe("Freeze: nights, Sun 22 Nov 01:30 – 02:30, the only time it allows starts");
  });
});
