import { expect, test } from "vitest";
import { percentText, recordOf } from "./run-record.ts";

test("cancelled and unfinished jobs say nothing about an event; only completed ones tell how long it takes", () => {
  const record = recordOf([
    { status: "running" },
    { status: "completed", durationMs: 300 },
    { status: "cancelled", durationMs: 9_000 },
    { status: "timeout", durationMs: 60_000 },
    { status: "completed", durationMs: 100 },
    { status: "needs_attention" },
  ]);
  expect(record).toEqual({ judged: 4, completed: 2, averageMs: 200, durations: [300, 100] });
  expect(recordOf([]).averageMs).toBeUndefined();
});

test("a percentage never rounds a failure away", () => {
  expect([percentText(0, 3), percentText(3, 3), percentText(999, 1_000), percentText(1, 1_000)]).toEqual([
    "0 %",
    "100 %",
    "99 %",
    "1 %",
  ]);
});
