import type { Client } from "ssh2";
import type { Clock } from "../../base/clock.ts";

/**
 * What a connection is taken for: a session channel that answers and ends, one that stays open, or none at all, as for
 * connections that are passed through it.
 */
export type Use = "brief" | "lasting" | "passage";

/** A connection that is kept open and shared. */
export interface PooledConnection {
  readonly client: Client;
  /** Session channels that are open or being opened. */
  openCount(): number;
  lastingCount(): number;
  /** @param ceiling session channels that the server lets it have */
  hasRoom(use: Use, ceiling: number): boolean;
  /** Takes a place, so that it is not closed as idle; the returned function gives it back, once. */
  take(use: Use): () => void;
  /** Says goodbye and closes; what runs on it is lost to us. */
  close(): void;
}

/**
 * @param idleMs time without use after which it closes itself
 * @param freed called whenever a place on it has been given back
 */
export function createPooledConnection(
  client: Client,
  clock: Clock,
  idleMs: number,
  freed: () => void,
): PooledConnection {
  const taken: Record<Use, number> = { brief: 0, lasting: 0, passage: 0 };
  let gone = false;
  let cancelIdle = (): void => undefined;
  const armIdle = (): void => {
    cancelIdle();
    if (!gone) cancelIdle = clock.after(idleMs, close);
  };
  client.once("close", () => {
    gone = true;
    cancelIdle();
  });
  armIdle();

  function close(): void {
    cancelIdle();
    client.end();
  }
  const openCount = (): number => taken.brief + taken.lasting;
  return {
    client,
    openCount,
    lastingCount: () => taken.lasting,
    hasRoom(use, ceiling) {
      if (use === "passage") return true;
      // One place is kept for brief commands: a run that cannot be asked about or stopped would be worse than a slow one.
      return openCount() < ceiling && (use === "brief" || taken.lasting < Math.max(1, ceiling - 1));
    },
    take(use) {
      cancelIdle();
      taken[use] += 1;
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        taken[use] -= 1;
        if (openCount() + taken.passage === 0) armIdle();
        freed();
      };
    },
    close,
  };
}
