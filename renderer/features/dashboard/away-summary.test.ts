import { describe, expect, it } from "vitest";
import type { AbsencePage, AbsenceView } from "../../bridge/views.ts";
import { summariseAbsences, toRun } from "./away-summary.ts";

type AbsentEvent = AbsenceView["events"][number];

function absent(eventId: number, change: Partial<AbsentEvent> = {}): AbsentEvent {
  return {
    eventId,
    eventName: `Event ${String(eventId)}`,
    exists: true,
    due: 3,
    caughtUp: 0,
    missed: 3,
    skipped: 0,
    latestMissedAt: 5_000,
    latestCaughtUp: false,
    words: "3 were left, as its policy says",
    ...change,
  };
}

function absence(id: number, events: readonly AbsentEvent[], change: Partial<AbsenceView> = {}): AbsenceView {
  const sum = (name: "due" | "caughtUp" | "missed" | "skipped"): number =>
    events.reduce((total, event) => total + event[name], 0);
  return {
    id,
    fromAt: id * 1_000,
    untilAt: id * 1_000 + 500,
    cause: "stopped",
    due: sum("due"),
    caughtUp: sum("caughtUp"),
    missed: sum("missed"),
    skipped: sum("skipped"),
    events: [...events],
    ...change,
  };
}

/** What was asked for: these, and so many earlier ones. */
function page(absences: readonly AbsenceView[], earlier = 0): AbsencePage {
  return { absences: [...absences], total: absences.length + earlier };
}

describe("summariseAbsences", () => {
  it("says nothing without an absence, or once all are put away", () => {
    expect(summariseAbsences(page([]))).toBeUndefined();
    expect(summariseAbsences(page([absence(1, [absent(1)], { acknowledgedAt: 9 })]))).toBeUndefined();
  });

  it("tells what was due and puts first what can be run", () => {
    const caughtUp = absent(1, { caughtUp: 1, missed: 9, due: 10, latestCaughtUp: true });
    const deleted = absent(2, { missed: 1, due: 1, latestMissedAt: 4_000, exists: false });
    const summary = summariseAbsences(page([absence(1, [caughtUp, deleted, absent(3)])]));
    expect(summary?.total).toBe("14 runs were due: 1 caught up, 13 missed");
    expect(summary?.events.map(({ eventId, running }) => [eventId, running])).toEqual([
      [3, "offered"],
      [1, "made-up-for"],
      [2, "gone"],
    ]);
  });

  it("sums up several absences: each event once, with the newest instant it missed", () => {
    const older = absence(1, [absent(7, { latestMissedAt: 1_200 }), absent(8, { latestMissedAt: 1_300 })]);
    const newer = absence(2, [absent(7, { latestMissedAt: 2_200, missed: 2, due: 2 })]);
    const newest = absence(3, [
      { ...absent(8, { missed: 0, caughtUp: 1, due: 1 }), latestMissedAt: undefined } as unknown as AbsentEvent,
    ]);
    const summary = summariseAbsences(page([older, newest, newer]));
    expect(summary?.absences.map(({ id }) => id)).toEqual([3, 2, 1]);
    expect(summary?.events).toMatchObject([
      { eventId: 7, absenceId: 2, latestMissedAt: 2_200, missed: 5, words: "5 runs missed over 2 absences" },
      { eventId: 8, absenceId: 1, latestMissedAt: 1_300, missed: 3 },
    ]);
  });

  it("counts the earlier ones that are not among them", () => {
    const pair = [absence(9, [absent(1)]), absence(8, [absent(1)])];
    expect(summariseAbsences(page(pair))?.earlierCount).toBe(0);
    expect(summariseAbsences(page(pair, 345))).toMatchObject({ absences: [{ id: 9 }, { id: 8 }], earlierCount: 345 });
  });

  it("does not offer again what somebody has run", () => {
    const summary = summariseAbsences(page([absence(1, [absent(1, { ranByHand: "job_1" }), absent(2)])]));
    expect(summary === undefined ? [] : toRun(summary).map(({ eventId }) => eventId)).toEqual([2]);
  });
});
