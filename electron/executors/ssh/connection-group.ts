import type { Client } from "ssh2";
import type { Clock } from "../../base/clock.ts";
import { LinkLostError } from "../spool/command-channel.ts";
import { untilAborted } from "../until-aborted.ts";
import { createChannelCeiling } from "./channel-ceiling.ts";
import { createPooledConnection, type Place, type PooledConnection, type Use } from "./pooled-connection.ts";

/** Runs that are followed hold a channel each; with four on a connection this many go on at once on one server. */
const connectionsPerServer = 8;

/** The connections by which one server is reached with one credential. */
export interface ConnectionGroup {
  /**
   * Takes a place, on a new connection when there is no other, and waits for one when there may be no more.
   * @throws what connecting throws, unless there are other connections to wait for
   */
  take(use: Use, signal: AbortSignal): Promise<Place>;
  /** Whether the server has ever opened a session channel here. */
  hasOpened(): boolean;
  connectionCount(): number;
  close(): void;
}

export interface ConnectionGroupChoices {
  readonly clock: Clock;
  /** Session channels wanted on one connection. */
  readonly channels: number;
  readonly idleMs: number;
  readonly connect: () => Promise<Client>;
  /** Called when it has no connection, and nobody waits for one. */
  readonly emptied: () => void;
}

export function createConnectionGroup(choices: ConnectionGroupChoices): ConnectionGroup {
  const { clock, channels, idleMs, connect, emptied } = choices;
  const connections = new Set<PooledConnection>();
  const ceiling = createChannelCeiling(channels);
  let connecting: Promise<void> | undefined;
  /** Resolves when a place or a connection goes. */
  let freed = Promise.withResolvers<void>();
  let closed = false;
  let waiting = 0;

  function announceFreed(): void {
    freed.resolve();
    freed = Promise.withResolvers();
  }

  function tellWhenEmpty(): void {
    if (connections.size === 0 && waiting === 0) emptied();
  }

  async function addConnection(): Promise<void> {
    const client = await connect();
    const connection = createPooledConnection({
      client,
      clock,
      idleMs,
      freed: announceFreed,
      opened: (opened) => {
        ceiling.proved(opened.standingCount());
      },
      refused: (refused) => {
        ceiling.refused(refused.openCount(), clock.elapsed());
      },
    });
    connections.add(connection);
    client.once("close", () => {
      connections.delete(connection);
      announceFreed();
      tellWhenEmpty();
    });
    if (closed) connection.close();
  }

  function connectOnce(): Promise<void> {
    const attempt = addConnection().finally(() => {
      connecting = undefined;
    });
    // Those who wait for it hear of its failure; by then there may be none of them left.
    attempt.catch(() => undefined);
    return attempt;
  }

  /** Where a server allows one channel a connection, the last connection is kept for brief commands. */
  function isKept(use: Use): boolean {
    if (use !== "lasting" || ceiling.at(clock.elapsed()) > 1) return false;
    return [...connections].filter((each) => each.lastingCount() > 0).length >= connectionsPerServer - 1;
  }

  async function findPlace(use: Use, signal: AbortSignal): Promise<Place> {
    let mayConnect = true;
    for (;;) {
      signal.throwIfAborted();
      if (closed) throw new LinkLostError("The connection was closed");
      const most = ceiling.at(clock.elapsed());
      const kept = isKept(use);
      const connection = kept ? undefined : [...connections].find((each) => each.hasRoom(use, most));
      if (connection) return connection.take(use);
      if (mayConnect && !kept && connections.size < connectionsPerServer) {
        connecting ??= connectOnce();
        try {
          await untilAborted(connecting, signal);
        } catch (error) {
          // As long as there are others, it waits for a place on one of them.
          if (closed || connections.size === 0) throw error;
          mayConnect = false;
        }
      } else {
        await untilAborted(freed.promise, signal);
        mayConnect = true;
      }
    }
  }

  return {
    async take(use, signal) {
      waiting += 1;
      try {
        return await findPlace(use, signal);
      } finally {
        waiting -= 1;
        tellWhenEmpty();
      }
    },
    hasOpened: ceiling.hasProof,
    connectionCount: () => connections.size,
    close() {
      closed = true;
      announceFreed();
      for (const connection of connections) connection.close();
    },
  };
}
