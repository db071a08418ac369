import type { Client } from "ssh2";
import type { Clock } from "../../base/clock.ts";

/** A connection that refused a channel is asked for no other this long, or until one of its own goes, milliseconds. */
const fullMs = 200;

/**
 * What a connection is taken for: a session channel that answers and ends, one that stays open, or none at all, as for
 * connections that are passed through it.
 */
export type Use = "brief" | "lasting" | "passage";

/** A place on a connection. */
export interface Place {
  readonly client: Client;
  /** What it was taken for stands. */
  opened(): void;
  /** Gives it back; may be called more than once. */
  release(): void;
  /** The server refused the channel for which it was taken. Gives it back, too. */
  refused(): void;
}

/** A connection that is kept open and shared. */
export interface PooledConnection {
  /** Session channels that are open or being opened. */
  openCount(): number;
  /** Session channels of those that stand. */
  standingCount(): number;
  lastingCount(): number;
  /** @param ceiling session channels that the server lets it have */
  hasRoom(use: Use, ceiling: number): boolean;
  /** Takes a place, so that it is not closed as idle. */
  take(use: Use): Place;
  /** Says goodbye and closes; what runs on it is lost to us. */
  close(): void;
}

export interface PooledConnectionChoices {
  readonly client: Client;
  readonly clock: Clock;
  /** Time without use after which it closes itself, milliseconds. */
  readonly idleMs: number;
  /** A place has been given back, or it may be asked for channels again. */
  readonly freed: () => void;
  readonly opened: (connection: PooledConnection) => void;
  readonly refused: (connection: PooledConnection) => void;
}

export function createPooledConnection(choices: PooledConnectionChoices): PooledConnection {
  const { client, clock, idleMs, freed } = choices;
  const taken: Record<Use, number> = { brief: 0, lasting: 0, passage: 0 };
  let standing = 0;
  let isGone = false;
  let isFull = false;
  let cancelIdle = (): void => undefined;
  let cancelFull = (): void => undefined;
  client.once("close", () => {
    isGone = true;
    cancelIdle();
    cancelFull();
  });
  armIdle();

  function armIdle(): void {
    cancelIdle();
    if (!isGone) cancelIdle = clock.after(idleMs, close);
  }

  function close(): void {
    cancelIdle();
    client.end();
  }

  function markFull(): void {
    isFull = true;
    cancelFull();
    cancelFull = clock.after(fullMs, () => {
      isFull = false;
      freed();
    });
  }

  const openCount = (): number => taken.brief + taken.lasting;
  const connection: PooledConnection = {
    openCount,
    standingCount: () => standing,
    lastingCount: () => taken.lasting,
    hasRoom(use, ceiling) {
      if (use === "passage") return true;
      if (isFull || openCount() >= ceiling) return false;
      // One place is kept for brief commands: a run that cannot be asked about or stopped would be worse than a slow one.
      return use === "brief" || taken.lasting < Math.max(1, ceiling - 1);
    },
    take(use) {
      cancelIdle();
      taken[use] += 1;
      let isTaken = true;
      let stands = false;
      const giveBack = (): boolean => {
        if (!isTaken) return false;
        isTaken = false;
        taken[use] -= 1;
        if (stands) standing -= 1;
        if (openCount() + taken.passage === 0) armIdle();
        return true;
      };
      return {
        client,
        opened() {
          if (!isTaken || stands || use === "passage") return;
          stands = true;
          standing += 1;
          choices.opened(connection);
        },
        release() {
          if (!giveBack()) return;
          isFull = false;
          freed();
        },
        refused() {
          giveBack();
          choices.refused(connection);
          markFull();
        },
      };
    },
    close,
  };
  return connection;
}
