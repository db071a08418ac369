import fc from "fast-check";
import { expect, test } from "vitest";
import { missedPolicies, overlapPolicies } from "../../shared/words.ts";
import type { CalendarWindow } from "../../shared/calendar.ts";
import type { Holding } from "./calendar-holds.ts";
import { compileCalendar, type CompiledCalendar } from "./calendar-rules.ts";
import { decideOccurrences, type DecidedOccurrence, type DecisionQuestion } from "./decide.ts";

const now = Date.UTC(2026, 2, 2, 12);
const minute = 60_000;
const policies = { missed: "latest", missedWindowMs: 10 * minute, overlap: "allow", timezone: "UTC" } as const;
const late = [5, 4, 3, 2, 1].map((minutes) => now - minutes * minute);

function decide(changes: Partial<DecisionQuestion>): readonly DecidedOccurrence[] {
  const due = changes.due ?? [];
  return decideOccurrences({
    due,
    now,
    catchUpFrom: due.at(-1) ?? now,
    policies,
    underWay: 0,
    waiting: 0,
    runsLeft: Infinity,
    maxRuns: Infinity,
    holding: undefined,
    ...changes,
  });
}

function ask(changes: Partial<DecisionQuestion>): string[] {
  return decide(changes).map(({ decision, cause }) => `${decision} ${cause}`);
}

function blackout(id: number, name: string, fromMs: number, untilMs: number): CompiledCalendar {
  const local = (atMs: number): string => new Date(atMs).toISOString().slice(0, 16);
  const window: CalendarWindow = { kind: "dated", effect: "blackout", from: local(fromMs), until: local(untilMs) };
  return compileCalendar({ id, name, timezone: "UTC", windows: [window] });
}

function holding(
  whole: readonly CompiledCalendar[],
  byServer: Readonly<Record<number, CompiledCalendar>> = {},
): Holding {
  const servers = [
    { id: 1, name: "web-1" },
    { id: 2, name: "web-2" },
  ];
  const entries = Object.entries(byServer).map(([id, calendar]) => [Number(id), [calendar]] as const);
  return { calendars: { whole, byServer: new Map(entries) }, servers };
}

test("an instant that is acted on in time runs", () => {
  expect(ask({ due: [now - 10_000] })).toEqual(["run on_time"]);
  expect(ask({ due: [now - 10_001] })).toEqual(["catch_up caught_up"]);
});

test("none: what was missed stays missed", () => {
  expect(ask({ due: late, policies: { ...policies, missed: "none" } })).toEqual(Array(5).fill("missed not_caught_up"));
});

test("latest: only the newest is caught up, and not even that when one is due right now", () => {
  expect(ask({ due: late })).toEqual([...Array<string>(4).fill("missed superseded"), "catch_up caught_up"]);
  expect(ask({ due: [...late, now] })).toEqual([...Array<string>(5).fill("missed superseded"), "run on_time"]);
});

test("latest: the newest is known even when it is in a later portion", () => {
  expect(ask({ due: late, catchUpFrom: now })).toEqual(Array(5).fill("missed superseded"));
});

test("all: caught up one after another, as far back as cap and window allow", () => {
  const all = { ...policies, missed: "all" } as const;
  expect(ask({ due: late, policies: all, catchUpFrom: now - 3 * minute })).toEqual([
    ...Array<string>(2).fill("missed over_cap"),
    ...Array<string>(3).fill("catch_up caught_up"),
  ]);
  const narrow = { ...all, missedWindowMs: 90_000 };
  expect(ask({ due: late, policies: narrow, catchUpFrom: 0 })).toEqual([
    ...Array<string>(4).fill("missed too_old"),
    "catch_up caught_up",
  ]);
  const serialised = decide({ due: late, policies: { ...all, overlap: "skip" }, catchUpFrom: 0, underWay: 1 });
  expect(serialised.map((occurrence) => occurrence.job?.exclusive)).toEqual(Array(5).fill(true));
});

test("overlap: allow, skip, queue one, replace", () => {
  const busy = { due: [now - 1_000, now], underWay: 1 };
  expect(ask({ ...busy })).toEqual(["run on_time", "run on_time"]);
  expect(ask({ ...busy, policies: { ...policies, overlap: "skip" } })).toEqual(["skipped overlap", "skipped overlap"]);
  expect(ask({ ...busy, policies: { ...policies, overlap: "queue" } })).toEqual(["run on_time", "skipped one_waits"]);
  const replacing = decide({ ...busy, policies: { ...policies, overlap: "replace" } });
  expect(replacing.map(({ job }) => job?.replaces)).toEqual([true, true]);
});

test("a maximum of runs counts before all else, and the instants beyond it say so", () => {
  const used = { due: [now - 2_000, now - 1_000, now], runsLeft: 2, maxRuns: 5 };
  expect(ask(used)).toEqual(["run on_time", "run on_time", "skipped runs_used_up"]);
  expect(decide(used).at(-1)?.reason).toBe("all 5 runs have been made");
  const frozen = holding([blackout(1, "Freeze", now - 60 * minute, now + 60 * minute)]);
  expect(ask({ ...used, runsLeft: 0, holding: frozen })).toEqual(Array(3).fill("skipped runs_used_up"));
  // What does not become a job uses up no run.
  const skipping = { ...used, runsLeft: 1, underWay: 1, policies: { ...policies, overlap: "skip" } as const };
  expect(ask(skipping)).toEqual(Array(3).fill("skipped overlap"));
});

test("a calendar that blocks an instant keeps it from running, late or not, and is named with its end", () => {
  const frozen = holding([blackout(1, "Freeze", now - 3 * minute, now + 60 * minute)]);
  expect(ask({ due: [now], holding: frozen })).toEqual(["skipped calendar"]);
  const none = { ...policies, missed: "none" } as const;
  expect(ask({ due: late, policies: none, holding: frozen })).toEqual([
    "missed not_caught_up",
    "missed not_caught_up",
    ...Array<string>(3).fill("skipped calendar"),
  ]);
  expect(decide({ due: [now], holding: frozen })[0]).toMatchObject({
    calendar: "Freeze",
    reason: "the calendar “Freeze” has a blackout until 2026-03-02 13:00 UTC",
  });
});

test("a catch-up is checked again against calendars: not inside a blackout either", () => {
  const frozen = holding([blackout(1, "Freeze", now - minute, now + 60 * minute)]);
  const [decided] = decide({ due: [now - 2 * minute], holding: frozen });
  expect(decided).toMatchObject({ decision: "skipped", cause: "calendar", calendar: "Freeze" });
  expect(decided?.reason).toBe(
    "the program could not act until 2 min later, and then it was held back: the calendar “Freeze” has a blackout until 2026-03-02 13:00 UTC",
  );
});

test("a calendar of a server leaves that server out of the job, and the others run", () => {
  const frozen = blackout(1, "Web freeze", now - 60 * minute, now + 60 * minute);
  const [narrowed] = decide({ due: [now], holding: holding([], { 2: frozen }) });
  expect(narrowed).toMatchObject({ decision: "run", cause: "on_time", calendar: null, job: { servers: [1] } });
  expect(narrowed?.reason).toBe(
    "on time; left out: web-2 (the calendar “Web freeze” has a blackout until 2026-03-02 13:00 UTC)",
  );
  const [blocked] = decide({ due: [now], holding: holding([], { 1: frozen, 2: frozen }) });
  expect(blocked).toMatchObject({ decision: "skipped", cause: "calendar", calendar: "Web freeze", job: undefined });
  expect(decide({ due: [now], holding: holding([]) })[0]?.job?.servers).toBeUndefined();
});

test("a catch-up leaves out servers that were blocked when it was due and those that are now", () => {
  const before = blackout(1, "Before", now - 60 * minute, now - 5 * minute);
  const since = blackout(2, "Since", now - 2 * minute, now + 60 * minute);
  const due = [now - 10 * minute];
  expect(decide({ due, holding: holding([], { 1: before }) })[0]?.job?.servers).toEqual([2]);
  expect(decide({ due, holding: holding([], { 2: since }) })[0]?.job?.servers).toEqual([1]);
  expect(ask({ due, holding: holding([], { 1: before, 2: since }) })).toEqual(["skipped calendar"]);
});

test("every instant gets exactly one decision with a reason and a cause that fits, in order, whatever the question", () => {
  const causes = {
    run: ["on_time"],
    catch_up: ["caught_up"],
    skipped: ["overlap", "one_waits", "calendar", "runs_used_up"],
    missed: ["not_caught_up", "superseded", "too_old", "over_cap"],
  };
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 100_000 }), { maxLength: 30 }),
      fc.constantFrom(...missedPolicies),
      fc.constantFrom(...overlapPolicies),
      fc.record({ underWay: fc.nat(2), waiting: fc.nat(2), runsLeft: fc.constantFrom(0, 1, 3, Infinity) }),
      fc.option(fc.tuple(fc.integer({ min: -3, max: 1 }), fc.integer({ min: 1, max: 3 }), fc.constantFrom(0, 1, 2))),
      (ages, missed, overlap, counts, frozen) => {
        const due = ages.map((age) => now - age).sort((left, right) => left - right);
        const calendar = frozen && blackout(1, "F", now + frozen[0] * minute, now + (frozen[0] + frozen[1]) * minute);
        const decided = decide({
          due,
          catchUpFrom: now - 50_000,
          policies: { ...policies, missed, missedWindowMs: 80_000, overlap },
          ...counts,
          holding: calendar
            ? frozen[2] === 0
              ? holding([calendar])
              : holding([], { [frozen[2]]: calendar })
            : undefined,
        });
        expect(decided.map((occurrence) => occurrence.dueAt)).toEqual(due);
        expect(decided.filter(({ job }) => job !== undefined).length).toBeLessThanOrEqual(counts.runsLeft);
        for (const occurrence of decided) {
          expect(occurrence.reason).not.toBe("");
          expect(causes[occurrence.decision]).toContain(occurrence.cause);
          expect(occurrence.calendar !== null).toBe(occurrence.cause === "calendar");
          expect(occurrence.job !== undefined).toBe(["run", "catch_up"].includes(occurrence.decision));
        }
      },
    ),
  );
});
