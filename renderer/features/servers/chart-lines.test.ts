import { expect, it } from "vitest";
import { chartsOf, linesOf } from "./chart-lines.ts";

it("draws what was seen, breaks where nothing was, and marks when it did not answer", () => {
  const charts = chartsOf([
    { at: 0, reachable: true, latencyMs: 10, load: 1 },
    { at: 10, reachable: false },
    { at: 20, reachable: true, latencyMs: 30, load: 0.5 },
    { at: 30, reachable: true, latencyMs: 20, load: 0.25 },
  ]);
  expect(charts.map(({ title }) => title)).toEqual(["Answers in", "Load"]);
  expect(charts[0]).toMatchObject({ summary: "20 ms, highest 30 ms", unreached: [10] });
  const frame = { from: 0, to: 30, most: 1, width: 30, height: 10 };
  expect(linesOf(charts[1]?.points ?? [], frame)).toEqual(["20.0,5.0 30.0,7.5"]);
});
