import type { Clock } from "../base/clock.ts";

/** Lets so many through a minute, at once as well as spread. */
export interface TokenBucket {
  /** @returns 0 when it may pass, else the seconds after which the next may, at least 1 */
  take(): number;
}

/** @param perMinute 0: any number */
export function createTokenBucket(clock: Clock, perMinute: number): TokenBucket {
  let tokens = perMinute;
  let filledAt = clock.elapsed();
  return {
    take() {
      if (perMinute === 0) return 0;
      const now = clock.elapsed();
      tokens = Math.min(perMinute, tokens + ((now - filledAt) * perMinute) / 60_000);
      filledAt = now;
      if (tokens < 1) return Math.max(1, Math.ceil(((1 - tokens) * 60) / perMinute));
      tokens -= 1;
      return 0;
    },
  };
}
