import fc from "fast-check";
import { expect, test } from "vitest";
import type { Rollout } from "../../shared/rollout.ts";
import { decideRollout, type RolloutPlace } from "./decide-rollout.ts";

const rollouts: fc.Arbitrary<Rollout> = fc.record({
  atOnce: fc.option(fc.integer({ min: 1, max: 5 })),
  canary: fc.nat({ max: 3 }),
  stopAfterFailures: fc.option(fc.integer({ min: 1, max: 4 })),
  pauseMs: fc.constantFrom(0, 0, 30),
});

interface World {
  readonly places: RolloutPlace[];
  readonly begun: number[];
  now: number;
}

/** Plays a rollout to its end; whether each ends well, which ends next, and who is held for how long is given. */
function play(
  rollout: Rollout,
  wellness: readonly boolean[],
  { choices, held }: { readonly choices: Iterator<number>; readonly held: readonly number[] },
  check: (world: World, before: readonly RolloutPlace[], begin: readonly number[]) => void,
): World {
  const places: RolloutPlace[] = wellness.map((_, number) => ({ state: "waiting", notBefore: held[number] ?? 0 }));
  const world: World = { places, begun: [], now: 10 };
  for (let step = 0; step < 1_000; step++) {
    const { begin, lookAt } = decideRollout(rollout, places, world.now);
    check(world, [...places], begin);
    for (const number of begin) {
      places[number] = { state: "under_way" };
      world.begun.push(number);
    }
    const running = places.flatMap(({ state }, number) => (state === "under_way" ? [number] : []));
    if (running.length > 0) {
      const ends = running[(choices.next().value as number) % running.length] ?? 0;
      world.now += 7;
      places[ends] = { state: wellness[ends] === true ? "succeeded" : "failed", endedAt: world.now };
    } else if (lookAt !== undefined) {
      expect(lookAt).toBeGreaterThan(world.now);
      world.now = lookAt;
    } else if (begin.length === 0) return world;
  }
  throw new Error("it came to no end");
}

const count = (places: readonly RolloutPlace[], state: RolloutPlace["state"]): number =>
  places.filter((place) => place.state === state).length;

test("never more at once than may be, the first alone, none after the stop, and else all in the end", () => {
  fc.assert(
    fc.property(
      rollouts,
      fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }),
      fc.array(fc.constantFrom(0, 0, 0, 50, 200), { maxLength: 9 }),
      fc.infiniteStream(fc.nat({ max: 50 })),
      (rollout, wellness, held, choices) => {
        const { atOnce, canary, stopAfterFailures, pauseMs } = rollout;
        const isOver = (places: readonly RolloutPlace[]): boolean =>
          count(places.slice(0, canary), "failed") > 0 ||
          (stopAfterFailures !== null && count(places, "failed") >= stopAfterFailures);
        const world = play(rollout, wellness, { choices, held }, ({ now }, before, begin) => {
          expect(new Set(begin).size).toBe(begin.length);
          for (const number of begin) {
            const place = before[number];
            expect(place?.state === "waiting" && (place.notBefore ?? 0) <= now).toBe(true);
          }
          if (begin.length === 0) return;
          expect(count(before, "under_way") + begin.length).toBeLessThanOrEqual(atOnce ?? Infinity);
          expect(isOver(before)).toBe(false);
          const firstsDone = count(before.slice(0, canary), "succeeded") === Math.min(canary, before.length);
          if (!firstsDone) expect(begin.every((number) => number < canary)).toBe(true);
          const ends = before.flatMap((place) => ("endedAt" in place ? [place.endedAt ?? 0] : []));
          if (pauseMs > 0 && ends.length > 0) expect(now).toBeGreaterThanOrEqual(Math.max(...ends) + pauseMs);
        });
        expect(count(world.places, "under_way")).toBe(0);
        if (!isOver(world.places)) expect(count(world.places, "waiting")).toBe(0);
      },
    ),
    { numRuns: 400 },
  );
});

test("what a crash leaves is gone on with as if there had been none", () => {
  // The same state gives the same decision: nothing but the places is asked.
  const places: readonly RolloutPlace[] = [
    { state: "succeeded" },
    { state: "under_way" },
    { state: "failed", endedAt: 5 },
    { state: "waiting" },
    { state: "waiting" },
  ];
  const rollout: Rollout = { atOnce: 2, canary: 1, stopAfterFailures: 2, pauseMs: 0 };
  expect(decideRollout(rollout, places, 10)).toEqual({ begin: [3], lookAt: undefined });
  expect(decideRollout({ ...rollout, stopAfterFailures: 1 }, places, 10).begin).toEqual([]);
  expect(decideRollout({ ...rollout, pauseMs: 30 }, places, 10).begin).toEqual([]);
});

test("a pause is waited for after each wave, and who is held is looked at again in time", () => {
  const rollout: Rollout = { atOnce: 1, canary: 0, stopAfterFailures: null, pauseMs: 30 };
  const places: readonly RolloutPlace[] = [{ state: "succeeded", endedAt: 100 }, { state: "waiting" }];
  expect(decideRollout(rollout, places, 110)).toEqual({ begin: [], lookAt: 130 });
  expect(decideRollout(rollout, places, 130)).toEqual({ begin: [1], lookAt: undefined });
  const held: readonly RolloutPlace[] = [{ state: "waiting", notBefore: 500 }, { state: "waiting" }];
  expect(decideRollout({ ...rollout, atOnce: null, pauseMs: 0 }, held, 130)).toEqual({ begin: [1], lookAt: 500 });
});
