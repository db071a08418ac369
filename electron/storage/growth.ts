const dayMs = 86_400_000;
/** Over less than this nothing is said about a day, milliseconds. */
const leastSpanMs = 6 * 3_600_000;

/** What the data took at an instant: epoch milliseconds, bytes. */
export interface SizeSample {
  readonly at: number;
  readonly bytes: number;
}

/**
 * How much data grows in a day, in bytes: the slope of the line that fits the samples best (least squares). Undefined
 * while they span less than six hours. Negative when it shrinks.
 */
export function growthPerDay(samples: readonly SizeSample[]): number | undefined {
  const times = samples.map(({ at }) => at);
  if (samples.length < 2 || Math.max(...times) - Math.min(...times) < leastSpanMs) return undefined;
  const meanAt = mean(times);
  const meanBytes = mean(samples.map(({ bytes }) => bytes));
  const covariance = mean(samples.map(({ at, bytes }) => (at - meanAt) * (bytes - meanBytes)));
  const variance = mean(times.map((at) => (at - meanAt) ** 2));
  return Math.round((covariance / variance) * dayMs);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
