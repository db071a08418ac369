/** The value below which the given share of the samples lie (nearest rank); NaN of none. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

export interface Compared<T> {
  readonly ours: readonly T[];
  readonly baseline: readonly T[];
}

/**
 * Takes samples of the two in turn, ours, baseline, ours, baseline, so that whatever else the machine is doing meets
 * both alike. The first `warmUp` pairs are thrown away.
 */
export async function interleave<T>(
  { count, warmUp }: { readonly count: number; readonly warmUp: number },
  takeOurs: () => Promise<T> | T,
  takeBaseline: () => Promise<T> | T,
): Promise<Compared<T>> {
  const ours: T[] = [];
  const baseline: T[] = [];
  for (let turn = 0; turn < warmUp + count; turn++) {
    const pair = [await takeOurs(), await takeBaseline()] as const;
    if (turn < warmUp) continue;
    ours.push(pair[0]);
    baseline.push(pair[1]);
  }
  return { ours, baseline };
}
