import { createHash } from "node:crypto";
import { sleep, type Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { usualOptions } from "../../../shared/server-options.ts";
import type { ServerConnection } from "../executor.ts";
import { UnreachableError } from "../spool/command-channel.ts";
import { ChannelRefusedError } from "./client-channel.ts";
import { connect, type Connected } from "./connect.ts";
import { createConnectionGroup, type ConnectionGroup } from "./connection-group.ts";
import { connectThrough, refuseCircle, serversOnTheWay } from "./jump.ts";
import type { Place, Use } from "./pooled-connection.ts";

/** A refused channel is tried again after 25 ms, then 50 ms, and so on up to the longest pause. */
const firstPauseMs = 25;
const longestPauseMs = 1_600;
/** Until a server has been asked in vain for so long: one that never opened a channel, and one that did. Milliseconds. */
const refusalLimitMs = 3_000;
const fullLimitMs = 60_000;

/** Connections kept open and shared by everything that is done on servers. */
export interface ConnectionPool {
  /**
   * Opens something on a connection; tried again, on another one if need be, while it throws ChannelRefusedError.
   * @param open is to call `place.release` once what it opened is gone
   * @throws UnreachableError when the server cannot be reached, and what `open` throws
   */
  open<T>(server: ServerConnection, use: Use, signal: AbortSignal, open: (place: Place) => Promise<T>): Promise<T>;
  /** Connects to a server apart from all others; whoever asks closes it. @throws as connecting does */
  connectAlone(server: ServerConnection, signal: AbortSignal): Promise<Connected>;
  /** Closes all connections of a server, and those that lead through it. */
  drop(serverId: number): void;
  /** Connections that stand now. */
  connectionCount(): number;
  /** Closes every connection at once. */
  close(): void;
}

export function createConnectionPool(clock: Clock, logger: Logger): ConnectionPool {
  const groups = new Map<string, { readonly group: ConnectionGroup; readonly serverIds: readonly number[] }>();
  const closing = new AbortController();

  function groupOf(server: ServerConnection): ConnectionGroup {
    const key = keyOf(server);
    const known = groups.get(key);
    if (known) return known.group;
    const { channels, idleMs } = server.options ?? usualOptions;
    const group = createConnectionGroup({
      clock,
      channels,
      idleMs,
      connect: async () => (await link(server, closing.signal)).client,
      emptied() {
        logger.debug({ server: server.name }, "its last connection was closed");
        if (groups.get(key)?.group === group) groups.delete(key);
      },
    });
    groups.set(key, { group, serverIds: serversOnTheWay(server).map(({ id }) => id) });
    return group;
  }

  async function link(server: ServerConnection, signal: AbortSignal): Promise<Connected> {
    refuseCircle(server);
    const { jump } = server;
    if (jump === undefined) return connect(server, signal);
    return connectThrough(server, jump, () => groupOf(jump).take("passage", signal), clock, signal);
  }

  return {
    async open(server, use, signal, open) {
      const ending = AbortSignal.any([signal, closing.signal]);
      let refusedSinceMs: number | undefined;
      for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
        const group = groupOf(server);
        const place = await group.take(use, ending);
        try {
          const opened = await open(place);
          place.opened();
          return opened;
        } catch (error) {
          if (!(error instanceof ChannelRefusedError)) {
            place.release();
            throw error;
          }
          place.refused();
          refusedSinceMs ??= clock.elapsed();
          if (clock.elapsed() - refusedSinceMs >= (group.hasOpened() ? fullLimitMs : refusalLimitMs)) {
            const message = `The server ${server.name} accepted the connection but no command channel: ${error.message}`;
            throw new UnreachableError({ reason: "session_failed", message }, error);
          }
          await sleep(clock, pauseMs, ending);
        }
      }
    },
    connectAlone: (server, signal) => link(server, AbortSignal.any([signal, closing.signal])),
    drop(serverId) {
      for (const [key, { group, serverIds }] of groups) {
        if (!serverIds.includes(serverId)) continue;
        groups.delete(key);
        group.close();
      }
    },
    connectionCount: () => [...groups.values()].reduce((sum, { group }) => sum + group.connectionCount(), 0),
    close() {
      closing.abort(new Error("the program is leaving"));
      for (const { group } of groups.values()) group.close();
    },
  };
}

/** Whoever reaches a server with another credential, another way, or trusts another key, gets connections of their own. */
function keyOf(server: ServerConnection): string {
  const identity = serversOnTheWay(server).map(
    ({ id, address, port, username, credential, pinnedHostKey, options }) => [
      [id, address, port, username, credential, pinnedHostKey],
      [options?.channels, options?.idleMs, options?.keepaliveMs],
    ],
  );
  return createHash("sha256").update(JSON.stringify(identity)).digest("base64");
}
