import fc from "fast-check";
import { expect, test } from "vitest";
import { missedPolicies, overlapPolicies } from "../../shared/words.ts";
import { decideOccurrences, describeLateness, jitterOf, type DecisionQuestion } from "./decide.ts";

const now = Date.UTC(2026, 2, 2, 12);
const minute = 60_000;

function ask(changes: Partial<DecisionQuestion>): string[] {
  const due = changes.due ?? [];
  const question: DecisionQuestion = {
    due,
    now,
    newest: due.at(-1) ?? now,
    catchUpFrom: now - 3 * minute,
    policies: { missed: "latest", missedWindowMs: 10 * minute, overlap: "allow" },
    underWay: 0,
    waiting: 0,
    ...changes,
  };
  return decideOccurrences(question).map((decided) => decided.decision);
}

const late = [5, 4, 3, 2, 1].map((minutes) => now - minutes * minute);
const policies = { missed: "latest", missedWindowMs: 10 * minute, overlap: "allow" } as const;

test("an instant that is acted on in time runs", () => {
  expect(ask({ due: [now - 200] })).toEqual(["run"]);
});

test("none: what was missed stays missed", () => {
  expect(ask({ due: late, policies: { ...policies, missed: "none" } })).toEqual(Array(5).fill("missed"));
});

test("latest: only the newest is caught up, and not even that when one is due right now", () => {
  expect(ask({ due: late })).toEqual(["missed", "missed", "missed", "missed", "catch_up"]);
  expect(ask({ due: [...late, now] })).toEqual([...Array<string>(5).fill("missed"), "run"]);
});

test("latest: the newest is known even when it is in a later portion", () => {
  expect(ask({ due: late, newest: now })).toEqual(Array(5).fill("missed"));
});

test("all: caught up one after another, as far back as cap and window allow", () => {
  const all = { ...policies, missed: "all" } as const;
  expect(ask({ due: late, policies: all })).toEqual(["missed", "missed", "catch_up", "catch_up", "catch_up"]);
  const narrow = { ...all, missedWindowMs: 90_000 };
  expect(ask({ due: late, policies: narrow })).toEqual(["missed", "missed", "missed", "missed", "catch_up"]);
  const decided = decideOccurrences({
    due: late,
    now,
    newest: now - minute,
    catchUpFrom: 0,
    policies: { ...all, overlap: "skip" },
    underWay: 1,
    waiting: 0,
  });
  expect(decided.every((occurrence) => occurrence.job?.exclusive)).toBe(true);
});

test("overlap: allow, skip, queue one, replace", () => {
  const busy = { due: [now - 1_000, now], underWay: 1 };
  expect(ask({ ...busy })).toEqual(["run", "run"]);
  expect(ask({ ...busy, policies: { ...policies, overlap: "skip" } })).toEqual(["skipped", "skipped"]);
  expect(ask({ ...busy, policies: { ...policies, overlap: "queue" } })).toEqual(["run", "skipped"]);
  expect(ask({ ...busy, policies: { ...policies, overlap: "replace" } })).toEqual(["run", "run"]);
});

test("every instant gets exactly one decision with a reason, in order, whatever the question", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 100_000 }), { maxLength: 30 }),
      fc.constantFrom(...missedPolicies),
      fc.constantFrom(...overlapPolicies),
      fc.nat(2),
      fc.nat(2),
      (ages, missed, overlap, underWay, waiting) => {
        const due = ages.map((age) => now - age).sort((left, right) => left - right);
        const decided = decideOccurrences({
          due,
          now,
          newest: due.at(-1) ?? now,
          catchUpFrom: now - 50_000,
          policies: { missed, missedWindowMs: 80_000, overlap },
          underWay,
          waiting,
        });
        expect(decided.map((occurrence) => occurrence.dueAt)).toEqual(due);
        for (const occurrence of decided) {
          expect(occurrence.reason).not.toBe("");
          expect(occurrence.job !== undefined).toBe(["run", "catch_up"].includes(occurrence.decision));
        }
      },
    ),
  );
});

test("a lateness is told in two units", () => {
  expect(describeLateness(400)).toBe("less than 1 s");
  expect(describeLateness(3 * 3_600_000 + 20 * minute + 5_000)).toBe("3 h 20 min");
});

test("jitter is within its bound and the same every time", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 1_000_000 }), (schedule, dueAt, bound) => {
      const jitter = jitterOf(schedule, dueAt, bound);
      expect(jitter).toBeGreaterThanOrEqual(0);
      expect(jitter).toBeLessThan(bound);
      expect(jitterOf(schedule, dueAt, bound)).toBe(jitter);
    }),
  );
  expect(jitterOf(1, 1, 0)).toBe(0);
});
