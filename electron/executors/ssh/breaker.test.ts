import fc from "fast-check";
import { expect, it } from "vitest";
import { createBreaker, failuresBeforeHold, firstHoldMs, longestHoldMs, type Attempt } from "./breaker.ts";

const failed = { kind: "failed", reason: "it refused the connection" } as const;
const reached = { kind: "reached" } as const;
const free = { heldUntil: undefined, heldSince: undefined, reason: undefined };

it("holds a server after three failures in a row, longer with each, and frees it when it is reached", () => {
  const breaker = createBreaker();
  expect(breaker.note(1, failed, 1_000)).toBeUndefined();
  expect(breaker.note(1, failed, 2_000)).toBeUndefined();
  const held = { serverId: 1, heldSince: 1_000, reason: failed.reason };
  expect(breaker.note(1, failed, 3_000)).toEqual({ ...held, heldUntil: 8_000 });
  expect(breaker.note(1, failed, 8_000)).toEqual({ ...held, heldUntil: 18_000 });
  expect(breaker.note(2, failed, 8_000)).toBeUndefined();
  expect(breaker.note(1, reached, 9_000)).toEqual({ serverId: 1, ...free });
  expect(breaker.note(1, reached, 9_500)).toBeUndefined();
  expect(breaker.note(1, failed, 10_000)).toBeUndefined();
});

it("frees what an earlier process may have left held, with the first success, once", () => {
  const breaker = createBreaker();
  expect(breaker.note(1, reached, 1_000)).toEqual({ serverId: 1, ...free });
  expect(breaker.note(1, reached, 2_000)).toBeUndefined();
});

it("holds no server without three failures in a row, and none longer than five minutes", () => {
  const attempts = fc.array(fc.tuple(fc.constantFrom<Attempt>(failed, reached), fc.nat(600_000)), { maxLength: 60 });
  fc.assert(
    fc.property(attempts, (plan) => {
      const breaker = createBreaker();
      let now = 0;
      let inRow = 0;
      for (const [attempt, pauseMs] of plan) {
        now += pauseMs;
        inRow = attempt.kind === "failed" ? inRow + 1 : 0;
        const hold = breaker.note(7, attempt, now);
        expect(hold?.heldUntil !== undefined).toBe(inRow >= failuresBeforeHold);
        if (hold?.heldUntil === undefined) continue;
        expect(hold.heldUntil - now).toBeGreaterThanOrEqual(firstHoldMs);
        expect(hold.heldUntil - now).toBeLessThanOrEqual(longestHoldMs);
      }
    }),
  );
});
