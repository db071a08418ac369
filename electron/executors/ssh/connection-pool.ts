import { createHash } from "node:crypto";
import type { Client } from "ssh2";
import { sleep, type Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { usualOptions } from "../../../shared/server-options.ts";
import type { ServerConnection } from "../executor.ts";
import { LinkLostError, UnreachableError } from "../spool/command-channel.ts";
import { createAttemptHistory } from "./attempt-history.ts";
import { createBreaker, type Attempt, type ServerHold } from "./breaker.ts";
import { CredentialError } from "./credential.ts";
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
  /** Closes all connections of a server, and those that lead through it, and forgets what it refused. */
  drop(serverId: number): void;
  /** Tells of servers as it learns of them; the returned function ends it. */
  listen(listener: ServerNews): () => void;
  /** Connections that stand now. */
  connectionCount(): number;
  /** Closes every connection at once. */
  close(): void;
}

/** What the pool tells of servers, as it happens. */
export interface ServerNews {
  /** A server came to be held, is held longer, or is free. */
  readonly stateChanged: (hold: ServerHold) => void;
  /** It showed another host key than the accepted one; its connections are closed, and no new one is made. */
  readonly keyChanged: (serverId: number) => void;
}

interface KnownGroup {
  readonly group: ConnectionGroup;
  /** The server and those that lead to it. */
  readonly way: readonly ServerConnection[];
}

export function createConnectionPool(clock: Clock, logger: Logger): ConnectionPool {
  const listeners = new Set<ServerNews>();
  const groups = new Map<string, KnownGroup>();
  const history = createAttemptHistory(clock);
  const breaker = createBreaker();
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
      connect: () => history.attempt(key, server, closing.signal, () => linkForAll(server)),
      emptied() {
        if (groups.get(key)?.group === group) groups.delete(key);
      },
    });
    groups.set(key, { group, way: serversOnTheWay(server) });
    return group;
  }

  /** Connects, and notes what that says of the server. */
  async function link(server: ServerConnection, signal: AbortSignal): Promise<Connected> {
    refuseCircle(server);
    const { jump } = server;
    try {
      const connected = await (jump === undefined
        ? connect(server, clock, signal)
        : connectThrough(server, jump, () => groupOf(jump).take("passage", signal), clock, signal));
      note(server, { kind: "reached" });
      return connected;
    } catch (error) {
      const attempt = attemptOf(error);
      if (attempt) note(server, attempt);
      if (isKeyChange(error)) distrust(server);
      throw error;
    }
  }

  async function linkForAll(server: ServerConnection): Promise<Client> {
    try {
      return (await link(server, closing.signal)).client;
    } catch (error) {
      if (isKeyChange(error)) tell(({ keyChanged }) => keyChanged(server.id));
      throw error;
    }
  }

  function tell(what: (listener: ServerNews) => void): void {
    for (const listener of listeners) what(listener);
  }

  function note(server: ServerConnection, attempt: Attempt): void {
    const hold = breaker.note(server.id, attempt, clock.now());
    if (hold === undefined) return;
    if (hold.heldUntil !== undefined) logger.warn({ server: server.name, reason: hold.reason }, "a server is held");
    tell(({ stateChanged }) => stateChanged(hold));
  }

  /** Whatever stands that was made on the word of the same key is not trusted any more. */
  function distrust(server: ServerConnection): void {
    closeWhere(({ id, pinnedHostKey }) => id === server.id && pinnedHostKey === server.pinnedHostKey);
  }

  function closeWhere(isMeant: (server: ServerConnection) => boolean): void {
    for (const [key, { group, way }] of groups) {
      if (!way.some(isMeant)) continue;
      groups.delete(key);
      group.close();
    }
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
    async connectAlone(server, signal) {
      const connected = await link(server, AbortSignal.any([signal, closing.signal]));
      history.forget(server.id);
      return connected;
    },
    drop(serverId) {
      history.forget(serverId);
      breaker.forget(serverId);
      closeWhere(({ id }) => id === serverId);
    },
    listen(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    connectionCount: () => [...groups.values()].reduce((sum, { group }) => sum + group.connectionCount(), 0),
    close() {
      closing.abort(new Error("the program is leaving"));
      for (const { group } of groups.values()) group.close();
    },
  };
}

function isKeyChange(error: unknown): boolean {
  return error instanceof UnreachableError && error.failure.reason === "host_key_changed";
}

/** What a failed attempt says of whether the server can be reached; undefined: nothing. */
function attemptOf(error: unknown): Attempt | undefined {
  if (error instanceof LinkLostError) return { kind: "failed", reason: error.message };
  if (!(error instanceof UnreachableError) || error instanceof CredentialError) return undefined;
  const { reason, message } = error.failure;
  if (reason === "connect_failed") return { kind: "failed", reason: message };
  // Of a server that is reached through another nothing is known while that one refuses us.
  if (reason === "jump_failed")
    return attemptOf(error.cause)?.kind === "reached" ? undefined : { kind: "failed", reason: message };
  return { kind: "reached" };
}

/** Whoever reaches a server with another credential, another way, or trusts another key, gets connections of their own. */
function keyOf(server: ServerConnection): string {
  const identity = serversOnTheWay(server).map((each) => {
    const {
      id,
      address,
      port,
      username,
      credential,
      pinnedHostKey,
      expectedFingerprint,
      options = usualOptions,
    } = each;
    return [
      [id, address, port, username, credential, pinnedHostKey, expectedFingerprint],
      [options.channels, options.idleMs, options.keepaliveMs, options.connectTimeoutMs, options.agent],
    ];
  });
  return createHash("sha256").update(JSON.stringify(identity)).digest("base64");
}
