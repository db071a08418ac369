import { describe, expect, it } from "vitest";
import type { SystemStatus } from "../bridge/views.ts";
import { schedulerState } from "./scheduler-state.ts";

const now = 1_790_000_000_000;

function status(running: boolean, lagMs: number, nextDueAt?: number): SystemStatus {
  return {
    version: "1",
    pid: 1,
    dataDirectory: "/data",
    startedAt: now,
    running,
    timezone: "UTC",
    scheduler: { lagMs, lastTickAt: now, ...(nextDueAt === undefined ? {} : { nextDueAt }) },
    storage: { databaseBytes: 0 },
    jobs: { queued: 0, running: 0, needsAttention: 0 },
    vault: { backend: "file", state: "open", detail: "", waiting: 0 },
    docker: { available: false, detail: "" },
  };
}

describe("schedulerState", () => {
  it("claims nothing while the core cannot be asked", () => {
    expect(schedulerState(undefined, now)).toMatchObject({ kind: "unreachable", tone: "unknown" });
  });

  it("says when nothing is scheduled at all", () => {
    expect(schedulerState(status(false, 0), now).kind).toBe("stopped");
  });

  it("is fine within what the product promises", () => {
    expect(schedulerState(status(true, 900, now + 5_000), now).kind).toBe("fine");
    expect(schedulerState(status(true, 0, now - 3_000), now).kind).toBe("fine");
  });

  it("says for how long ticks have been failing, before anything else about being late", () => {
    const failing = status(true, 12_400, now + 5_000);
    const scheduler = { ...failing.scheduler, problem: { since: now - 65_000, message: "the disk is full" } };
    expect(schedulerState({ ...failing, scheduler }, now)).toEqual({
      kind: "failing",
      words: "Failing for 1 min 5 s",
      tone: "failed",
      detail: "the disk is full",
    });
  });

  it("says by how much the latest tick was late", () => {
    expect(schedulerState(status(true, 12_400), now)).toMatchObject({ kind: "late", words: "Late by 12 s" });
  });

  it("does not call late what has been made up for after an absence", () => {
    expect(schedulerState(status(true, 3 * 3_600_000, now + 5_000), now).kind).toBe("fine");
    expect(schedulerState(status(true, 3 * 3_600_000, now - 30_000), now).words).toBe("Late by 3 h");
  });

  it("notices an instant that nobody acts on", () => {
    expect(schedulerState(status(true, 0, now - 60_000), now)).toMatchObject({ words: "Late by 1 min" });
  });
});
