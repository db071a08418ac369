import { expect, it } from "vitest";
import { runSteps } from "./run-steps.ts";

/** Steps that take `stepMs` each on a clock of their own. */
function work(steps: number, stepMs: number) {
  let elapsed = 0;
  function* run(): Generator<void, number, void> {
    for (let step = 0; step < steps; step++) {
      elapsed += stepMs;
      yield;
    }
    return steps;
  }
  const clock = { now: () => elapsed, elapsed: () => elapsed, after: () => () => undefined };
  return { clock, run };
}

it("gives others a turn every 10 ms, and the result at the end", async () => {
  const { clock, run } = work(100, 1);
  let turns = 0;
  let done = false;
  const count = (): void => {
    turns += 1;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  expect(await runSteps(clock, run())).toBe(100);
  done = true;
  expect(turns).toBeGreaterThanOrEqual(9);
});

it("does short work in one go", async () => {
  const { clock, run } = work(9, 1);
  let interrupted = false;
  setImmediate(() => {
    interrupted = true;
  });
  await runSteps(clock, run());
  expect(interrupted).toBe(false);
});
