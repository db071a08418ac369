import { expect, test } from "vitest";
import { stopMoments } from "./stop-moments.ts";

const proof = {
  reason: "timeout",
  askedAt: 1_000,
  means: "processes",
  signals: [
    { at: 1_010, signal: "TERM", to: ["7 sh", "8 sleep"], count: 5 },
    { at: 6_000, signal: "KILL", to: ["7 sh"], count: 1 },
  ],
  ended: [
    { process: "8 sleep", at: 1_200 },
    { process: "9 sleep", at: 1_200 },
    { process: "7 sh", at: 6_050 },
  ],
  goneAt: 6_050,
  survivors: [],
} as const;

test("the steps of a stop are told in their order, what was gone together in one", () => {
  expect(stopMoments(proof).map(({ afterMs, what, who, more }) => [afterMs, what, who.join(), more])).toEqual([
    [10, "TERM to", "7 sh,8 sleep", 3],
    [200, "Gone", "8 sleep,9 sleep", 0],
    [5_000, "KILL to", "7 sh", 0],
    [5_050, "Gone", "7 sh", 0],
    [5_050, "Nothing left at the last look", "", 0],
  ]);
});

test("what survives comes last", () => {
  const survived = { ...proof, ended: [], goneAt: undefined, survivors: ["7 sh"] };
  expect(stopMoments(survived).at(-1)).toMatchObject({ what: "Still alive", who: ["7 sh"], afterMs: 5_000 });
  expect(stopMoments({ ...proof, signals: [], ended: [] })).toEqual([]);
});
