import fc from "fast-check";
import { expect, test } from "vitest";
import type { ScheduleClockChange } from "../../shared/forecast.ts";
import { cronSchedule } from "../testing/forecast-world.ts";
import { compileSchedule, countDue, dueBetween, nextDue, type Schedule } from "./due.ts";
import { createLocalWords } from "./local-words.ts";
import { scheduleClockChanges } from "./schedule-clock-changes.ts";
import { findZone } from "./zone.ts";

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 2, 2, 12);
const berlin = "Europe/Berlin";

function changesOf(schedule: Schedule, timezone: string, fromMs = now): ScheduleClockChange[] {
  const zone = findZone(timezone);
  return scheduleClockChanges(compileSchedule(schedule), zone, fromMs, fromMs + 366 * day, createLocalWords(zone, now));
}

test.each([
  [
    "30 2 * * *",
    ["moved", "29 March: 03:00 instead of 02:30"],
    ["once", "25 October: 02:30 runs once though the clock shows it twice"],
  ],
  [
    "0,30 2,3 * * *",
    ["merged", "29 March: 02:00 and 02:30 do not exist, the run at 03:00 stands for them"],
    ["once", "25 October: 02:00 and 02:30 run once though the clock shows them twice"],
  ],
  [
    "*/20 2 * * *",
    ["moved", "29 March: once at 03:00 instead of 02:00 to 02:40"],
    ["once", "25 October: 02:00 to 02:40 run once though the clock shows them twice"],
  ],
  [
    "30 * * * *",
    ["dropped", "29 March: 02:30 does not exist, and nothing is added for it"],
    ["twice", "25 October: 02:30 runs both times the clock shows it"],
  ],
])("%s in Berlin", (cron, spring, autumn) => {
  const changes = changesOf(cronSchedule(cron, berlin), berlin);
  expect(changes.map(({ kind, sentence }) => [kind, sentence])).toEqual([spring, autumn]);
});

test.each([
  ["30 2 * * *", "UTC"],
  ["30 12 * * *", berlin],
  ["30 2 * * 1", berlin],
])("nothing where the clock does not change, or nothing is due then: %s in %s", (cron, timezone) => {
  expect(changesOf(cronSchedule(cron, timezone), timezone)).toEqual([]);
});

test("nothing before the start and after the end", () => {
  const schedule = {
    ...cronSchedule("30 2 * * *", berlin),
    startMs: Date.UTC(2026, 3, 1),
    endMs: Date.UTC(2026, 9, 1),
  };
  expect(changesOf(schedule, berlin)).toEqual([]);
});

test("an interval of whole days goes on by elapsed time", () => {
  const changes = changesOf({ kind: "interval", everyMs: day, anchorMs: Date.UTC(2026, 0, 1, 7) }, berlin);
  expect(changes).toMatchObject([
    { kind: "shifted", insteadOf: "08:00", localTime: "09:00", date: "2026-03-29" },
    { kind: "shifted", insteadOf: "09:00", localTime: "08:00", date: "2026-10-25" },
  ]);
  expect(changes[0]?.sentence).toBe("from 29 March on at 09:00 instead of 08:00: an interval counts elapsed time");
  expect(changesOf({ kind: "interval", everyMs: 7 * hour, anchorMs: now }, berlin)).toEqual([]);
});

test("a far year is named", () => {
  const [change] = changesOf(cronSchedule("30 2 * * *", berlin), berlin, Date.UTC(2040, 0, 1));
  expect(change?.sentence).toBe("25 March 2040: 03:00 instead of 02:30");
});

test("each is what the engine does", () => {
  const zones = fc.constantFrom(berlin, "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tehran");
  const crons = fc.constantFrom("30 2 * * *", "0 * * * *", "*/10 1-3 * * *", "15,45 1,2 * * *", "0 0,3 * * *");
  const years = fc.integer({ min: 1990, max: 2060 }).map((year) => Date.UTC(year, 0, 1));
  fc.assert(
    fc.property(zones, crons, years, (timezone, cron, fromMs) => {
      const schedule = cronSchedule(cron, timezone);
      const compiled = compileSchedule(schedule);
      const zone = findZone(timezone);
      for (const { atMs, kind, localTime, count } of changesOf(schedule, timezone, fromMs)) {
        const second = atMs / 1000;
        const before = zone.stretchAt(second - 1).offset;
        const after = zone.stretchAt(second).offset;
        // The same times on a clock that never changes.
        const steady = compileSchedule(cronSchedule(cron, "UTC"));
        const shown = (offset: number): number => (second + offset) * 1000;
        const [low, high] = [Math.min(shown(before), shown(after)), Math.max(shown(before), shown(after))];
        const concerned = dueBetween(steady, low - 1, high - 1);
        expect(concerned).toHaveLength(count);
        const dueThen = nextDue(compiled, atMs - 1) === atMs;
        const repeats = countDue(compiled, atMs - 1, atMs + (high - low) - 1);
        if (kind === "moved" || kind === "merged") expect(dueThen).toBe(true);
        if (kind === "moved") expect(nextDue(steady, high - 1)).not.toBe(high);
        if (kind === "merged") expect(nextDue(steady, high - 1)).toBe(high);
        if (kind === "dropped") expect(dueThen).toBe(nextDue(steady, high - 1) === high);
        if (kind === "once") expect(repeats).toBe(0);
        if (kind === "twice") expect(repeats).toBe(count);
        if (kind !== "moved" && kind !== "merged") {
          expect(new Date(concerned[0] ?? 0).toISOString().slice(11, 16)).toBe(localTime);
        }
      }
    }),
    { numRuns: 200 },
  );
});
