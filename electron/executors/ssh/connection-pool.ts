import { createHash } from "node:crypto";
import type { Client } from "ssh2";
import { sleep, type Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { ServerConnection } from "../executor.ts";
import { UnreachableError, type CommandChannel } from "../spool/command-channel.ts";
import { ChannelRefusedError, openChannel } from "./client-channel.ts";
import { connect } from "./connect.ts";
import { untilAborted } from "../until-aborted.ts";

/** Above five, servers with the default MaxSessions of 10 begin to refuse, as they free their slots late. */
const channelsPerConnection = 5;
/** Runs that are followed hold a channel each; with four on a connection this many go on at once on one server. */
const connectionsPerServer = 8;
const idleLimitMs = 5 * 60_000;
/** A refused channel is tried again this often, after 25 ms, 50 ms, and so on. */
const longestOpening = 7;
const firstOpeningPauseMs = 25;

interface Connection {
  readonly client: Client;
  /** Channels it may have; lowered when the server refuses one. */
  ceiling: number;
  open: number;
  lasting: number;
  cancelIdle: () => void;
}

interface Group {
  readonly connections: Set<Connection>;
  connecting: Promise<void> | undefined;
  /** Resolves when a channel or a connection of the group goes. */
  freed: PromiseWithResolvers<void>;
}

/** Connections kept open and shared by everything that is done on a server. */
export interface ConnectionPool {
  /** Runs a command; see `Commands.open`. */
  open(
    server: ServerConnection,
    command: string,
    use: "brief" | "lasting",
    signal: AbortSignal,
  ): Promise<CommandChannel>;
  /** Closes every connection at once. */
  close(): void;
}

export function createConnectionPool(clock: Clock, logger: Logger): ConnectionPool {
  const groups = new Map<string, Group>();
  const closing = new AbortController();

  function groupOf(server: ServerConnection): Group {
    const key = keyOf(server);
    const known = groups.get(key);
    if (known) return known;
    const group: Group = { connections: new Set(), connecting: undefined, freed: Promise.withResolvers() };
    groups.set(key, group);
    return group;
  }

  function announceFreed(group: Group): void {
    group.freed.resolve();
    group.freed = Promise.withResolvers();
  }

  async function addConnection(group: Group, server: ServerConnection): Promise<void> {
    const { client } = await connect(server, closing.signal);
    const connection: Connection = {
      client,
      ceiling: channelsPerConnection,
      open: 0,
      lasting: 0,
      cancelIdle: () => undefined,
    };
    group.connections.add(connection);
    armIdle(connection);
    client.once("close", () => {
      connection.cancelIdle();
      group.connections.delete(connection);
      logger.debug({ server: server.name }, "a connection was closed");
      announceFreed(group);
    });
  }

  function armIdle(connection: Connection): void {
    connection.cancelIdle = clock.after(idleLimitMs, () => {
      connection.client.end();
    });
  }

  /** Takes a place for a channel, on a new connection when there is no other. */
  async function takePlace(
    group: Group,
    server: ServerConnection,
    use: "brief" | "lasting",
    signal: AbortSignal,
  ): Promise<Connection> {
    let mayConnect = true;
    for (;;) {
      signal.throwIfAborted();
      const connection = [...group.connections].find((candidate) => hasRoom(candidate, use));
      if (connection) {
        connection.cancelIdle();
        connection.open += 1;
        if (use === "lasting") connection.lasting += 1;
        return connection;
      }
      if (mayConnect && group.connections.size < connectionsPerServer) {
        group.connecting ??= addConnection(group, server).finally(() => {
          group.connecting = undefined;
        });
        try {
          await untilAborted(group.connecting, signal);
        } catch (error) {
          // As long as there are others, the command waits for a place on one of them.
          if (group.connections.size === 0) throw error;
          mayConnect = false;
        }
      } else {
        await untilAborted(group.freed.promise, signal);
        mayConnect = true;
      }
    }
  }

  function givePlaceBack(group: Group, connection: Connection, use: "brief" | "lasting"): void {
    connection.open -= 1;
    if (use === "lasting") connection.lasting -= 1;
    if (connection.open === 0 && group.connections.has(connection)) armIdle(connection);
    announceFreed(group);
  }

  return {
    async open(server, command, use, signal) {
      const group = groupOf(server);
      const ending = AbortSignal.any([signal, closing.signal]);
      for (let turn = 0; ; turn += 1) {
        const connection = await takePlace(group, server, use, ending);
        try {
          return await openChannel(connection.client, command, clock, () => {
            givePlaceBack(group, connection, use);
          });
        } catch (error) {
          if (!(error instanceof ChannelRefusedError)) throw error;
          connection.ceiling = Math.max(1, Math.min(connection.ceiling, connection.open));
          if (turn >= longestOpening) {
            const message = `The server ${server.name} accepted the connection but no command channel: ${error.message}`;
            throw new UnreachableError({ reason: "session_failed", message }, error);
          }
          await sleep(clock, firstOpeningPauseMs * 2 ** turn, ending);
        }
      }
    },
    close() {
      closing.abort(new Error("the program is leaving"));
      for (const { connections } of groups.values()) {
        for (const { client, cancelIdle } of connections) {
          cancelIdle();
          client.end();
        }
      }
    },
  };
}

/** One place is kept for brief commands: a run that cannot be asked about or stopped would be worse than a slow one. */
function hasRoom({ open, lasting, ceiling }: Connection, use: "brief" | "lasting"): boolean {
  return open < ceiling && (use === "brief" || lasting < Math.max(1, ceiling - 1));
}

/** Whoever reaches a server with another credential, or trusts another key, gets a connection of their own. */
function keyOf({ id, address, port, username, credential, pinnedHostKey }: ServerConnection): string {
  const identity = JSON.stringify([id, address, port, username, credential, pinnedHostKey]);
  return createHash("sha256").update(identity).digest("base64");
}
