import { describe, expect, it } from "vitest";
import { scheduleInput } from "../../../shared/schedule.ts";
import type { OccurrenceView, ScheduleVersion } from "../../bridge/views.ts";
import { ledgerRows, seamsOf, seamWords, type LedgerRow } from "./schedule-seams.ts";

type Change = Partial<ScheduleVersion> & { readonly overlap?: "skip" | "allow" };

function version(id: number, openedAt: number, { overlap = "skip", ...rest }: Change = {}): ScheduleVersion {
  const schedule = scheduleInput.parse({ kind: "cron", cron: "*/10 * * * *", overlap });
  if (schedule.kind !== "cron") throw new Error("a cron schedule was given");
  return { id, schedule, words: "every 10 minutes", active: true, openedAt, ...rest };
}

function due(id: number, scheduleId: number, dueAt: number): OccurrenceView {
  return {
    id,
    eventId: 1,
    eventName: "Backup",
    scheduleId,
    dueAt,
    decidedAt: dueAt,
    decision: "run",
    cause: "on_time",
    reason: "",
  };
}

const names = (rows: readonly LedgerRow[]): readonly string[] =>
  rows.map((row) => (row.kind === "seam" ? seamWords(row.seam) : `due ${String(row.occurrence.dueAt)}`));

describe("ledgerRows", () => {
  const versions = [
    version(1, 0, { closedAt: 1_000, closedBecause: "edited" }),
    version(4, 1_000, { words: "every 5 minutes" }),
  ];

  it("separates what was due by one version from what was due by the next", () => {
    const rows = ledgerRows([due(3, 4, 1_300), due(2, 1, 1_000), due(1, 1, 600)], seamsOf(versions), true);
    expect(names(rows)).toEqual([
      "due 1300",
      "Schedule changed: every 10 minutes → every 5 minutes",
      "due 1000",
      "due 600",
      "Schedule set: every 10 minutes",
    ]);
  });

  it("shows a change that nothing was due after, and leaves out what is further back than was asked for", () => {
    expect(names(ledgerRows([due(1, 1, 600)], seamsOf(versions), false))).toEqual([
      "Schedule changed: every 10 minutes → every 5 minutes",
      "due 600",
    ]);
  });

  it("tells of a schedule that was taken away and of one that came later", () => {
    const seams = seamsOf([
      version(1, 0, { closedAt: 1_000, closedBecause: "edited" }),
      version(2, 5_000, { closedAt: 9_000, closedBecause: "deleted" }),
    ]);
    expect(names(ledgerRows([due(1, 1, 600)], seams, true))).toEqual([
      "Event deleted",
      "Schedule set: every 10 minutes",
      "Schedule taken away: by hand only",
      "due 600",
      "Schedule set: every 10 minutes",
    ]);
  });
});

describe("seamWords", () => {
  const before = version(1, 0, { closedAt: 10, closedBecause: "status" });

  it("tells pausing and activating", () => {
    const paused = version(2, 10, { active: false });
    expect(seamWords({ atMs: 10, version: paused, previous: before })).toBe("No longer active: nothing is due");
    expect(seamWords({ atMs: 20, version: version(3, 20), previous: paused })).toBe("Became active");
  });

  it("names what an interval is counted from only where that is the difference", () => {
    const words = (every: string, from: string): string => `every ${every}, counted from ${from}`;
    const said = (left: string, right: string): string =>
      seamWords({ atMs: 10, version: version(2, 10, { words: right }), previous: { ...before, words: left } });
    expect(said(words("10m", "noon"), words("5m", "one"))).toBe("Schedule changed: every 10m → every 5m");
    expect(said(words("5m", "noon"), words("5m", "one"))).toBe(
      "Schedule changed: every 5m, counted from noon → every 5m, counted from one",
    );
  });

  it("names the policies that changed", () => {
    const edited = version(2, 10, { overlap: "allow" });
    expect(seamWords({ atMs: 10, version: edited, previous: before })).toBe("Policies changed: overlap");
  });
});
