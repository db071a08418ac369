const firstDelayMs = 100;
const longestDelayMs = 5_000;

/** How long to wait before the next attempt to reach the core, in milliseconds; `attempt` counts from 0. */
export function retryDelayMs(attempt: number): number {
  return Math.min(firstDelayMs * 2 ** attempt, longestDelayMs);
}
