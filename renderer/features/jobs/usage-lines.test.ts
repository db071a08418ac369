import { describe, expect, it } from "vitest";
import { collectUsage } from "../../../shared/usage-history.ts";
import { oneLookText, polylineOf, usageCharts } from "./usage-lines.ts";

function historyOf(received: number | undefined) {
  const collection = collectUsage();
  for (const second of [0, 1, 2]) {
    collection.add({
      atMs: second * 1_000,
      processorMs: second * 500,
      memoryBytes: 1_000_000 * (second + 1),
      readBytes: second * 4_000,
      writtenBytes: 0,
      receivedBytes: received === undefined ? undefined : received * second,
      sentBytes: received === undefined ? undefined : 0,
      processes: 2,
    });
  }
  const history = collection.history();
  if (history === undefined) throw new Error("samples were added");
  return history;
}

describe("usageCharts", () => {
  it("tell peaks with their limits, and totals", () => {
    const charts = usageCharts(historyOf(10), { processors: 2, memoryBytes: 8 * 1024 * 1024 });
    expect(charts.map(({ title, summary }) => [title, summary])).toEqual([
      ["Processors", "peak 0.50 of 2.00 cores"],
      ["Memory", "peak 2.9 MiB of 8.0 MiB"],
      ["Disk", "8.0 KB read, 0 B written"],
      ["Network", "20 B received, 0 B sent"],
    ]);
    expect(charts[0]?.lines[0]?.points.map(({ atMs, value }) => [atMs, value])).toEqual([
      [0, 0.5],
      [1_000, 0.5],
      [2_000, 0.5],
    ]);
  });

  it("leave out a network that nobody tells of, and limits that there are not", () => {
    const charts = usageCharts(historyOf(undefined), {});
    expect(charts.map(({ title }) => title)).toEqual(["Processors", "Memory", "Disk"]);
    expect(charts[0]?.summary).toBe("peak 0.50 cores");
  });
});

describe("oneLookText", () => {
  it("tells the figures, and nothing of processors", () => {
    const charts = usageCharts(historyOf(undefined), { memoryBytes: 8 * 1024 * 1024 });
    expect(oneLookText(charts)).toBe("One look was taken: memory 2.9 MiB of 8.0 MiB; disk 8.0 KB read, 0 B written.");
  });
});

describe("polylineOf", () => {
  it("keeps points in their box", () => {
    const points = [
      { atMs: 100, value: 0 },
      { atMs: 200, value: 5 },
      { atMs: 300, value: 99 },
    ];
    const box = { width: 200, height: 50, fromMs: 100, toMs: 300, most: 10 };
    expect(polylineOf(points, box)).toBe("0.0,50.0 100.0,25.0 200.0,0.0");
  });
});
