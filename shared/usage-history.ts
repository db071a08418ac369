import type { UsageSample } from "./usage.ts";

/** What an execution has used over its time, in few enough points to draw. */
export interface UsageHistory {
  /** Oldest first. Where there were more, some were left out, never the last. */
  readonly samples: readonly UsageSample[];
  readonly peak: UsagePeak;
}

/** The highest figures of all samples taken, also of those left out. */
export interface UsagePeak {
  /** Cores, over the time between two samples. */
  readonly processors: number;
  readonly memoryBytes: number;
  readonly processes: number | undefined;
}

/** What an execution has used, and what it may use; undefined where nothing is known. */
export interface ExecutionUsage {
  readonly history: UsageHistory | undefined;
  readonly processors: number | undefined;
  readonly memoryBytes: number | undefined;
}

/** How many points are kept. */
export const mostUsagePoints = 240;

/** Collects samples in bounded memory. */
export interface UsageCollection {
  add(sample: UsageSample): void;
  /** Undefined as long as there is none. */
  history(): UsageHistory | undefined;
}

/** Between samples closer than this, milliseconds, processor time says more of the clock than of the script. */
const shortestMs = 100;

/**
 * Keeps every sample at first; each time there are too many, every other one goes and from then on half as many are
 * kept. The newest is always there, so that the totals are true. Samples of an earlier process may come first.
 */
export function collectUsage(earlier?: UsageHistory): UsageCollection {
  let kept: UsageSample[] = [...(earlier?.samples ?? [])];
  let peak: UsagePeak | undefined = earlier?.peak;
  /** One of so many is kept. */
  let every = 1;
  let sinceKept = 0;
  let newest: UsageSample | undefined;

  function raise(sample: UsageSample, before: UsageSample | undefined): void {
    const passedMs = before === undefined ? 0 : sample.atMs - before.atMs;
    const busyMs = before === undefined ? 0 : sample.processorMs - before.processorMs;
    const processors = passedMs < shortestMs ? 0 : Math.max(0, busyMs / passedMs);
    const processes = Math.max(peak?.processes ?? 0, sample.processes ?? 0);
    peak = {
      processors: Math.max(peak?.processors ?? 0, processors),
      memoryBytes: Math.max(peak?.memoryBytes ?? 0, sample.memoryBytes),
      processes: processes === 0 ? undefined : processes,
    };
  }

  return {
    add(sample) {
      raise(sample, newest ?? kept.at(-1));
      newest = sample;
      sinceKept += 1;
      if (sinceKept < every) return;
      sinceKept = 0;
      kept.push(sample);
      if (kept.length >= mostUsagePoints) {
        kept = kept.filter((_, index) => index % 2 === 1);
        every *= 2;
      }
    },
    history() {
      if (peak === undefined) return undefined;
      const isLastKept = newest === undefined || kept.at(-1) === newest;
      return { samples: isLastKept ? [...kept] : [...kept, newest as UsageSample], peak };
    },
  };
}

/** Processor use between neighbouring samples, in cores: one point fewer than samples. */
export function processorsBetween(
  samples: readonly UsageSample[],
): readonly { readonly atMs: number; readonly value: number }[] {
  return ratesBetween(samples, (sample) => sample.processorMs).map(({ atMs, value }) => ({
    atMs,
    value: value / 1_000,
  }));
}

/** How a total grows between neighbouring samples, per second. Empty where the place does not tell. */
export function ratesBetween(
  samples: readonly UsageSample[],
  totalOf: (sample: UsageSample) => number | undefined,
): readonly { readonly atMs: number; readonly value: number }[] {
  return samples.slice(1).flatMap((sample, index) => {
    const before = samples[index];
    const passedMs = sample.atMs - (before?.atMs ?? sample.atMs);
    const total = totalOf(sample);
    const totalBefore = before === undefined ? undefined : totalOf(before);
    if (total === undefined || totalBefore === undefined || passedMs <= 0) return [];
    return [{ atMs: sample.atMs, value: (Math.max(0, total - totalBefore) * 1_000) / passedMs }];
  });
}
