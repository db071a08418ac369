import { expect, it } from "vitest";
import { recordConnection } from "./connection.ts";
import { retryDelayMs } from "./retry-delay.ts";

it("tells a line that never was from one that was lost, and remembers since when", () => {
  let time = 10;
  const recorder = recordConnection(() => time);
  const seen = [recorder.store.getState()];
  recorder.store.subscribe((state) => seen.push(state));
  const at = (instant: number, report: () => void): void => {
    time = instant;
    report();
  };
  at(20, recorder.closed);
  at(30, recorder.opened);
  at(40, recorder.closed);
  at(50, recorder.closed);
  at(60, recorder.opened);
  expect(seen).toEqual([
    { state: "connecting", sinceMs: 10 },
    { state: "open", sinceMs: 30 },
    { state: "lost", sinceMs: 40 },
    { state: "open", sinceMs: 60 },
  ]);
});

it("tries again soon at first, and never waits longer than 5 s", () => {
  expect([0, 1, 2, 5, 6, 1_000].map(retryDelayMs)).toEqual([100, 200, 400, 3_200, 5_000, 5_000]);
});
