import { describe, expect, it } from "vitest";
import type { Overview } from "../../bridge/views.ts";
import { judge } from "./verdict.ts";

const quiet: Overview = {
  events: { total: 3, active: 2, paused: 1, draft: 0 },
  servers: { total: 0, online: 0, trouble: 0 },
  lastDay: { completed: 40, failed: 0, other: 1 },
  hours: [],
  running: [],
  next: [],
  attention: [],
  missedLastDay: 0,
  absences: 0,
};
const fine = { kind: "fine", words: "On time", tone: "completed" } as const;
const late = { kind: "late", words: "Late by 9 s", tone: "timeout" } as const;

describe("judge", () => {
  it("says that all is well only when nothing is amiss", () => {
    expect(judge(quiet, fine, 0)).toMatchObject({ kind: "fine", headline: "Everything is all right" });
  });

  it("never claims to know while the core cannot be asked", () => {
    const unreachable = { kind: "unreachable", words: "Not known", tone: "unknown" } as const;
    expect(judge(quiet, unreachable, 2)).toMatchObject({ kind: "unknown", tone: "unknown" });
  });

  it("says before all else that nothing is being scheduled right now", () => {
    const failing = {
      kind: "failing",
      words: "Failing for 2 min",
      tone: "failed",
      detail: "the disk is full",
    } as const;
    expect(judge(quiet, failing, 3)).toMatchObject({
      kind: "trouble",
      headline: "The scheduler cannot do its work",
      remarks: ["The disk is full", "Failing for 2 min"],
    });
  });

  it("puts what waits for a person before what went wrong", () => {
    const bad = { ...quiet, lastDay: { completed: 40, failed: 2, other: 0 } };
    const verdict = judge(bad, late, 1);
    expect(verdict.headline).toBe("1 thing needs you");
    expect(verdict.remarks).toEqual(["The scheduler is late by 9 s", "2 of 42 jobs failed in the last 24 hours"]);
  });

  it("opens with failures, then missed runs", () => {
    const bad = { ...quiet, lastDay: { completed: 40, failed: 2, other: 0 }, missedLastDay: 1 };
    const verdict = judge(bad, fine, 0);
    expect(verdict).toMatchObject({ tone: "failed", headline: "2 of 42 jobs failed in the last 24 hours" });
    expect(verdict.remarks[0]).toBe("1 due run was missed in the last 24 hours");
    expect(judge({ ...quiet, missedLastDay: 2 }, fine, 0)).toMatchObject({ tone: "partial" });
  });

  it("does not call an empty program all right", () => {
    const empty = { ...quiet, events: { total: 0, active: 0, paused: 0, draft: 0 } };
    expect(judge(empty, fine, 0).kind).toBe("unused");
  });
});
