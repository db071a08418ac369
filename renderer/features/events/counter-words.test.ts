import { describe, expect, it } from "vitest";
import { scheduleInput } from "../../../shared/schedule.ts";
import { boundsSummary } from "./bounds-words.ts";
import { counterWords, runsAreUsedUp } from "./counter-words.ts";

function schedule(policies: { maxRuns?: number; pauseAfterFailures?: number; resetRunsOnActivation?: boolean }) {
  const parsed = scheduleInput.parse({ kind: "cron", cron: "* * * * *", ...policies });
  if (parsed.kind !== "cron") throw new Error("a cron schedule was given");
  return parsed;
}

describe("counterWords", () => {
  it("says nothing where there is nothing to count", () => {
    expect(counterWords({ runCount: 0, failureStreak: 0, schedule: schedule({}) })).toEqual({
      runs: undefined,
      failures: undefined,
      near: false,
    });
  });

  it("counts against the maximum and towards the pause", () => {
    const words = counterWords({
      runCount: 1_200,
      failureStreak: 2,
      schedule: schedule({ maxRuns: 5_000, pauseAfterFailures: 4 }),
    });
    expect(words).toEqual({ runs: "1,200 of 5,000 runs", failures: "2 failures in a row; 4 pause it", near: false });
  });

  it("warns before the failure that pauses it, and once the runs are used up", () => {
    const failing = { runCount: 3, failureStreak: 1, schedule: schedule({ pauseAfterFailures: 2 }) };
    expect(counterWords(failing)).toMatchObject({ runs: "3 runs", failures: "1 failure; 2 pause it", near: true });
    expect(counterWords({ runCount: 5, failureStreak: 0, schedule: schedule({ maxRuns: 5 }) }).near).toBe(true);
  });
});

describe("runsAreUsedUp", () => {
  it("holds unless activating counts anew", () => {
    expect(runsAreUsedUp({ runCount: 5, schedule: schedule({ maxRuns: 5 }) })).toBe(true);
    expect(runsAreUsedUp({ runCount: 4, schedule: schedule({ maxRuns: 5 }) })).toBe(false);
    expect(runsAreUsedUp({ runCount: 5, schedule: schedule({ maxRuns: 5, resetRunsOnActivation: true }) })).toBe(false);
    expect(runsAreUsedUp({ runCount: 5, schedule: null })).toBe(false);
  });
});

describe("boundsSummary", () => {
  const none = { start: { text: "" }, end: { text: "" }, maxRuns: "", pauseAfterFailures: "" };

  it("says plainly that nothing is bounded", () => {
    expect(boundsSummary(none)).toBe("from now on, without end · any number of runs · failures do not pause it");
  });

  it("names each bound as it was typed", () => {
    const bounded = {
      start: { text: "2026-12-01T08:00:00" },
      end: { text: "2026-12-24T18:30" },
      maxRuns: 1,
      pauseAfterFailures: 3,
    };
    expect(boundsSummary(bounded)).toBe(
      "from 2026-12-01 08:00 until 2026-12-24 18:30 · 1 run at most · paused after 3 failures in a row",
    );
  });
});
