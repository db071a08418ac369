import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UsageSample } from "./usage.ts";
import { collectUsage, mostUsagePoints, processorsBetween, ratesBetween } from "./usage-history.ts";

function sampleAt(atMs: number, changes: Partial<UsageSample> = {}): UsageSample {
  return {
    atMs,
    processorMs: atMs / 2,
    memoryBytes: 1,
    readBytes: undefined,
    writtenBytes: 2 * atMs,
    receivedBytes: undefined,
    sentBytes: undefined,
    processes: undefined,
    ...changes,
  };
}

describe("collectUsage", () => {
  it("keeps few points of many, the newest and the peaks among them, evenly spread", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(), (count, place) => {
        const collection = collectUsage();
        for (let at = 0; at < count; at++) {
          collection.add(sampleAt(at * 1_000, at === place % count ? { memoryBytes: 99, processes: 7 } : {}));
        }
        const history = collection.history();
        const samples = history?.samples ?? [];
        expect(samples.length).toBeLessThanOrEqual(mostUsagePoints);
        expect(samples.length).toBeGreaterThanOrEqual(Math.min(count, mostUsagePoints / 2 - 1));
        expect(samples.at(-1)?.atMs).toBe((count - 1) * 1_000);
        expect(history?.peak).toEqual({ processors: count === 1 ? 0 : 0.5, memoryBytes: 99, processes: 7 });
        const steps = samples.slice(1, -1).map((sample, index) => sample.atMs - (samples[index]?.atMs ?? 0));
        expect(new Set(steps).size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 40 },
    );
  });

  it("goes on with what an earlier process has collected", () => {
    const first = collectUsage();
    first.add(sampleAt(0, { memoryBytes: 50 }));
    first.add(sampleAt(1_000));
    const second = collectUsage(first.history());
    second.add(sampleAt(3_000, { processorMs: 4_500 }));
    expect(second.history()?.samples.map(({ atMs }) => atMs)).toEqual([0, 1_000, 3_000]);
    expect(second.history()?.peak).toEqual({ processors: 2, memoryBytes: 50, processes: undefined });
  });

  it("has nothing to say before the first", () => {
    expect(collectUsage().history()).toBeUndefined();
  });
});

describe("rates", () => {
  it("are between neighbours, in cores and per second", () => {
    const samples = [sampleAt(0), sampleAt(2_000), sampleAt(4_000, { processorMs: 1_000 })];
    expect(processorsBetween(samples)).toEqual([
      { atMs: 2_000, value: 0.5 },
      { atMs: 4_000, value: 0 },
    ]);
    expect(ratesBetween(samples, (sample) => sample.writtenBytes).map(({ value }) => value)).toEqual([2_000, 2_000]);
    expect(ratesBetween(samples, (sample) => sample.readBytes)).toEqual([]);
  });
});
