import { describe, expect, it } from "vitest";
import { scheduleInput, type OccurrenceRun, type OccurrenceView } from "../../shared/schedule.ts";
import { explainInstant, type InstantFacts, type VersionFacts } from "./explain-instant.ts";

const at = (text: string): number => Date.parse(`2026-${text}Z`);
const created = at("03-01T00:00:00");
const now = at("04-10T12:00:00");

function version(
  changes: Partial<VersionFacts> & { readonly cron?: string; readonly timezone?: string } = {},
): VersionFacts {
  const { cron = "0 2 * * *", timezone = "UTC", ...rest } = changes;
  return {
    id: 1,
    schedule: scheduleInput.parse({ kind: "cron", cron, timezone }),
    words: "at 02:00 every day",
    active: true,
    openedAt: created,
    closedAt: undefined,
    closedBecause: undefined,
    restedAs: undefined,
    restedBecause: undefined,
    accountedUntil: rest.closedAt ?? now,
    ...rest,
  };
}

function explain(atMs: number, changes: Partial<InstantFacts> = {}): string {
  return explainInstant({
    atMs,
    nowMs: now,
    eventName: "backup",
    createdAt: created,
    deletedAt: undefined,
    occurrences: [],
    absences: new Map(),
    versions: [version()],
    keptSince: undefined,
    pausesKnownSince: 0,
    blockedBy: undefined,
    runsEnd: undefined,
    ...changes,
  }).message;
}

describe("nothing was due", () => {
  it("before the event existed", () => {
    expect(explain(at("02-01T02:00:00"))).toBe(
      "Nothing was due at 2026-02-01 02:00 UTC: “backup” exists only since 2026-03-01 00:00 UTC.",
    );
  });

  it("after it was deleted, and says of earlier instants that it was", () => {
    const deletedAt = at("03-20T10:00:00");
    const facts = {
      createdAt: undefined,
      deletedAt,
      versions: [version({ closedAt: deletedAt, closedBecause: "deleted" })],
    };
    expect(explain(at("03-21T02:00:00"), facts)).toBe(
      "Nothing was due at 2026-03-21 02:00 UTC: “backup” was deleted at 2026-03-20 10:00 UTC.",
    );
    expect(explain(at("03-19T03:00:00"), facts)).toMatch(
      /was not due at .* “backup” was deleted at 2026-03-20 10:00 UTC\.$/,
    );
  });

  it("without a schedule: never, once, or for a while", () => {
    expect(explain(at("03-10T02:00:00"), { versions: [] })).toBe(
      "Nothing was due at 2026-03-10 02:00 UTC: “backup” has no schedule, it runs on demand.",
    );
    const first = version({ closedAt: at("03-05T12:00:00"), closedBecause: "edited" });
    const second = version({ id: 2, openedAt: at("03-15T12:00:00") });
    expect(explain(at("03-10T02:00:00"), { versions: [first] })).toContain(
      "has had no schedule since 2026-03-05 12:00 UTC.",
    );
    expect(explain(at("03-10T02:00:00"), { versions: [first, second] })).toContain(
      "had no schedule from 2026-03-05 12:00 UTC until 2026-03-15 12:00 UTC.",
    );
    expect(explain(at("03-10T02:00:00"), { versions: [second] })).toContain(
      "had no schedule until 2026-03-15 12:00 UTC.",
    );
  });

  it("while it was paused, from when to when, over all versions of that time", () => {
    const versions = [
      version({ closedAt: at("03-05T12:00:00"), closedBecause: "status" }),
      version({
        id: 2,
        active: false,
        restedAs: "PAUSED",
        openedAt: at("03-05T12:00:00"),
        closedAt: at("03-07T12:00:00"),
      }),
      version({
        id: 3,
        active: false,
        restedAs: "PAUSED",
        openedAt: at("03-07T12:00:00"),
        closedAt: at("03-09T12:00:00"),
      }),
      version({ id: 4, openedAt: at("03-09T12:00:00") }),
    ];
    expect(explain(at("03-08T02:00:00"), { versions })).toBe(
      "Nothing was due at 2026-03-08 02:00 UTC: “backup” was paused from 2026-03-05 12:00 UTC to 2026-03-09 12:00 UTC. It would have been due then otherwise.",
    );
    expect(explain(at("03-08T03:00:00"), { versions })).toContain("Its schedule is not due then in any case.");
  });

  it("while the program had paused it, and why; and says so of the future", () => {
    const paused = version({
      id: 2,
      active: false,
      restedAs: "PAUSED",
      restedBecause: "3 jobs in a row failed",
      openedAt: at("03-05T12:00:00"),
    });
    const versions = [version({ closedAt: at("03-05T12:00:00"), closedBecause: "status" }), paused];
    expect(explain(at("03-08T02:00:00"), { versions })).toContain(
      "“backup” is paused since 2026-03-05 12:00 UTC (the program paused it: 3 jobs in a row failed).",
    );
    expect(explain(at("05-01T02:00:00"), { versions })).toMatch(/^Nothing will be due at .* its schedule rests\.$/);
  });

  it("when it is no instant of the schedule, with the instants around it", () => {
    expect(explain(at("03-10T03:00:00"))).toBe(
      "“backup” was not due at 2026-03-10 03:00 UTC by the schedule in force then (at 02:00 every day, UTC). " +
        "The instant before it was 2026-03-10 02:00 UTC, the next after it is 2026-03-11 02:00 UTC.",
    );
    expect(explain(at("05-10T03:00:00"))).toContain("is not due at 2026-05-10 03:00 UTC by the schedule in force now");
  });

  it("when the schedule was another one then, named with the time of the edit", () => {
    const edited = at("03-15T12:00:00");
    const versions = [
      version({ closedAt: edited, closedBecause: "edited" }),
      version({ id: 2, cron: "0 5 * * *", words: "at 05:00 every day", openedAt: edited }),
    ];
    expect(explain(at("03-10T05:00:00"), { versions })).toContain(
      "The schedule that is due then (at 05:00 every day) is in force only since 2026-03-15 12:00 UTC.",
    );
    expect(explain(at("03-20T02:00:00"), { versions })).toContain(
      "The former schedule, which is due then (at 02:00 every day), was in force until 2026-03-15 12:00 UTC.",
    );
    expect(explain(at("03-15T11:00:00"), { versions })).toContain(
      "the next after it would have been 2026-03-16 02:00 UTC, but the schedule was replaced at 2026-03-15 12:00 UTC.",
    );
  });

  it("outside its start and end", () => {
    const base = version().schedule;
    const bounded = { ...base, startMs: at("03-10T00:00:00"), endMs: at("03-20T00:00:00") };
    const versions = [version({ schedule: bounded })];
    expect(explain(at("03-05T02:00:00"), { versions })).toContain("It begins only at 2026-03-10 00:00 UTC.");
    expect(explain(at("03-25T02:00:00"), { versions })).toContain("Its end is 2026-03-20 00:00 UTC.");
  });

  it("at a local time that a change of the clock left out", () => {
    const versions = [version({ cron: "30 2 * * *", timezone: "Europe/Berlin", words: "at 02:30 every day" })];
    expect(explain(at("03-29T01:30:00"), { versions })).toContain(
      "02:30 does not exist that day and is moved to 2026-03-29 03:00 Europe/Berlin (01:00 UTC).",
    );
  });
});

describe("due, but not in the ledger", () => {
  it("is still to come, and whether something will keep it from running", () => {
    expect(explain(at("04-11T02:00:00"))).toBe(
      "“backup” is due at 2026-04-11 02:00 UTC, which is still to come: it will be decided then.",
    );
    expect(explain(at("04-11T02:00:00"), { blockedBy: "the calendar “Easter” has a blackout" })).toContain(
      "as things are it will not run: the calendar “Easter” has a blackout.",
    );
  });

  it("is not decided yet", () => {
    const versions = [version({ accountedUntil: at("04-01T00:00:00") })];
    expect(explain(at("04-05T02:00:00"), { versions })).toContain(
      "nothing is decided yet: Cronium has not acted on it so far",
    );
  });

  it("is older than what the ledger keeps, or than what it knows of pauses", () => {
    expect(explain(at("03-05T02:00:00"), { keptSince: at("03-20T00:00:00") })).toContain(
      "the ledger reaches back only to 2026-03-20 00:00 UTC",
    );
    expect(explain(at("03-05T02:00:00"), { pausesKnownSince: at("03-20T00:00:00") })).toContain(
      "“backup” was not active then. When it was paused is known only since 2026-03-20 00:00 UTC.",
    );
  });

  it("is missing, and the reader is told how to check the ledger", () => {
    expect(explain(at("03-05T02:00:00"))).toContain("the ledger has no row of it. Check the ledger with");
  });
});

describe("what happened", () => {
  const dueAt = at("03-10T02:00:00");
  const run: OccurrenceRun = {
    jobId: "job_a",
    jobKept: true,
    byHand: false,
    status: "completed",
    queuedAt: dueAt,
    startedAt: dueAt + 1_000,
    finishedAt: dueAt + 13_000,
    exitCode: 0,
  };
  const row = (changes: Partial<OccurrenceView>): OccurrenceView => ({
    id: 1,
    eventId: 1,
    eventName: "backup",
    scheduleId: 1,
    dueAt,
    decidedAt: dueAt,
    decision: "run",
    cause: "on_time",
    reason: "on time",
    calendar: undefined,
    jobId: "job_a",
    absenceId: undefined,
    run,
    ...changes,
  });
  const told = (changes: Partial<OccurrenceView>, facts: Partial<InstantFacts> = {}): string =>
    explain(dueAt, { occurrences: [row(changes)], ...facts });

  it("ran, and how it ended", () => {
    expect(told({})).toBe(
      "“backup” was due at 2026-03-10 02:00 UTC and ran on time: job job_a completed after 12 s with exit code 0.",
    );
    expect(told({ run: { ...run, status: "failed", exitCode: 7, jobKept: false } })).toContain(
      "job job_a failed after 12 s with exit code 7; the job itself has been removed since.",
    );
    expect(told({ run: undefined })).toContain("what became of its job job_a was not kept");
  });

  it("was caught up or missed, and when the program could not act", () => {
    const absence = { fromAt: dueAt - 3_600_000, untilAt: dueAt + 7_200_000, cause: "stopped" as const };
    const facts = { absences: new Map([[4, absence]]) };
    expect(
      told(
        {
          decision: "catch_up",
          cause: "caught_up",
          reason: "caught up 2 h late",
          decidedAt: dueAt + 7_200_000,
          absenceId: 4,
        },
        facts,
      ),
    ).toBe(
      "“backup” was due at 2026-03-10 02:00 UTC and was caught up 2 h late: job job_a completed after 12 s with exit code 0. " +
        "Cronium did not run from 2026-03-10 01:00 UTC to 2026-03-10 04:00 UTC.",
    );
    const missed = {
      decision: "missed",
      cause: "superseded",
      reason: "only the latest is caught up",
      absenceId: 4,
    } as const;
    expect(told({ ...missed, jobId: undefined, run: undefined }, facts)).toContain(
      "and was missed: only the latest is caught up.",
    );
    expect(told({ ...missed, jobId: undefined, run: { ...run, byHand: true } }, facts)).toContain(
      "It was run by hand since: job job_a completed after 12 s with exit code 0.",
    );
  });

  it("was skipped", () => {
    expect(
      told({
        decision: "skipped",
        cause: "overlap",
        reason: "an earlier job is not finished",
        jobId: undefined,
        run: undefined,
      }),
    ).toBe("“backup” was due at 2026-03-10 02:00 UTC and was skipped: an earlier job is not finished.");
  });
});
