/** A server is held once so many attempts in a row to connect to it have failed. */
export const failuresBeforeHold = 3;
/** How long it is held first; each failure after that doubles it, up to the longest. Milliseconds. */
export const firstHoldMs = 5_000;
export const longestHoldMs = 5 * 60_000;

/** Whether work for a server is to wait. Times are epoch milliseconds. */
export interface ServerHold {
  readonly serverId: number;
  /** Nothing is begun on it before this moment; undefined: it is free. */
  readonly heldUntil: number | undefined;
  /** When the first of the failures in a row came; undefined while it is free. */
  readonly heldSince: number | undefined;
  /** What the last failure was, in plain words; undefined while it is free. */
  readonly reason: string | undefined;
}

/** What came of an attempt to connect. */
export type Attempt =
  /** The server answered, whatever it thinks of us. */
  { readonly kind: "reached" } | { readonly kind: "failed"; readonly reason: string };

/** Remembers of each server how attempts to connect to it went. */
export interface Breaker {
  /** @returns what has changed by it, or undefined. The first attempt that reaches a server always frees it. */
  note(serverId: number, attempt: Attempt, now: number): ServerHold | undefined;
  /** Forgets a server, such as when its address has changed. */
  forget(serverId: number): void;
}

interface Trouble {
  readonly failures: number;
  readonly since: number;
}

/**
 * The circuit breaker of servers, pure: after three failures in a row a server is held for 5 s, then for 10, 20, and so
 * on up to 5 minutes, counted from each failure. What reaches it frees it.
 */
export function createBreaker(): Breaker {
  /** Undefined in it: known to be free. */
  const troubles = new Map<number, Trouble | undefined>();
  return {
    note(serverId, attempt, now) {
      const before = troubles.get(serverId);
      if (attempt.kind === "reached") {
        // An earlier process may have left a server held, so the first success of this one is told, too.
        const isNews = !troubles.has(serverId) || (before?.failures ?? 0) >= failuresBeforeHold;
        troubles.set(serverId, undefined);
        return isNews ? { serverId, heldUntil: undefined, heldSince: undefined, reason: undefined } : undefined;
      }
      const trouble = { failures: (before?.failures ?? 0) + 1, since: before?.since ?? now };
      troubles.set(serverId, trouble);
      if (trouble.failures < failuresBeforeHold) return undefined;
      return { serverId, heldUntil: now + holdMs(trouble.failures), heldSince: trouble.since, reason: attempt.reason };
    },
    forget(serverId) {
      troubles.delete(serverId);
    },
  };
}

/** How long a server is held after so many failures in a row, milliseconds. */
function holdMs(failures: number): number {
  return Math.min(longestHoldMs, firstHoldMs * 2 ** Math.min(failures - failuresBeforeHold, 20));
}
