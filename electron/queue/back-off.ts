/** No wait grows longer than this, milliseconds; an event that asks for a longer one from the start gets that. */
export const longestDelayMs = 3_600_000;

/** Attempts spread by up to this share either way, so that many failures do not come back at once. */
export const jitterShare = 0.1;

/**
 * How long to wait before the attempt after `attempt`: exponential, capped, with jitter.
 * @param attempt the attempt that failed, from 1
 * @param fraction a random number in [0, 1)
 * @returns milliseconds
 */
export function retryDelay(
  rule: { readonly delayMs: number; readonly factor: number },
  attempt: number,
  fraction: number,
): number {
  const longest = Math.max(rule.delayMs, longestDelayMs);
  const exact = Math.min(rule.delayMs * rule.factor ** (attempt - 1), longest);
  return Math.round(exact * (1 + jitterShare * (2 * fraction - 1)));
}
