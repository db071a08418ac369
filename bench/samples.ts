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

interface Rounds {
  readonly count: number;
  /** So many rounds at first are thrown away. */
  readonly warmUp: number;
}

/**
 * Takes samples of several in turn, first, second, …, first, second, …, so that whatever else the machine is doing meets
 * all alike. @returns the samples of each
 */
export async function inTurn<T>({ count, warmUp }: Rounds, takers: readonly (() => Promise<T> | T)[]): Promise<T[][]> {
  const samples: T[][] = takers.map(() => []);
  for (let turn = 0; turn < warmUp + count; turn++) {
    for (const [index, take] of takers.entries()) {
      const sample = await take();
      if (turn >= warmUp) samples[index]?.push(sample);
    }
  }
  return samples;
}

/** The same of two: ours, baseline, ours, baseline. */
export async function interleave<T>(
  rounds: Rounds,
  takeOurs: () => Promise<T> | T,
  takeBaseline: () => Promise<T> | T,
): Promise<Compared<T>> {
  const [ours = [], baseline = []] = await inTurn(rounds, [takeOurs, takeBaseline]);
  return { ours, baseline };
}
