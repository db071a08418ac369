import type { ServerConnection } from "../executor.ts";
import type { Clock } from "../../base/clock.ts";
import { openChannel, openShell } from "./client-channel.ts";
import type { ConnectionPool, ServerNews } from "./connection-pool.ts";
import { createLatestConnections, type FindServer } from "./latest-connections.ts";
import { openForward, openSocketForward } from "./open-forward.ts";
import type { Place, Use } from "./pooled-connection.ts";
import type { ServerAccess } from "./server-access.ts";
import { checkServer, type ServerCheck } from "./server-check.ts";

export interface PooledAccess extends ServerAccess {
  /** Tests a server as a run would reach it. Rejects only when the signal aborts. */
  check(server: ServerConnection, signal?: AbortSignal): Promise<ServerCheck>;
  /** Tells of servers as it learns of them; the returned function ends it. */
  listen(listener: ServerNews): () => void;
  /** Whom to ask how a server is reached once its connections have been dropped. */
  findWith(find: FindServer): void;
  /** Connections that stand now. */
  connectionCount(): number;
}

/** What is done on servers, over the connections of a pool. */
export function createServerAccess(pool: ConnectionPool, clock: Clock): PooledAccess {
  const connections = createLatestConnections();
  async function open<T>(
    server: ServerConnection,
    use: Use,
    signal: AbortSignal,
    begin: (place: Place) => Promise<T>,
  ): Promise<T> {
    return pool.open(await connections.latest(server), use, signal, begin);
  }
  return {
    commandsOn(server) {
      connections.see(server);
      return {
        place: server.name,
        open: (command, use, signal) =>
          open(server, use, signal, ({ client, release }) => openChannel(client, command, clock, release)),
      };
    },
    openTerminal: (server, size, signal) =>
      open(server, "lasting", signal, ({ client, release }) => openShell(client, size, clock, release)),
    forward: (server, accept, signal, wanted) =>
      open(server, "passage", signal, ({ client, release }) =>
        openForward({ client, serverName: server.name, clock }, accept, release, wanted),
      ),
    forwardSocket: (server, path, accept, signal) =>
      open(server, "passage", signal, ({ client, release }) =>
        openSocketForward({ client, serverName: server.name, clock }, path, accept, release),
      ),
    findWith: connections.findWith,
    check: (server, signal) => checkServer(server, pool.connectAlone, clock, signal),
    connectionCount: pool.connectionCount,
    listen: pool.listen,
    drop(serverId) {
      connections.dropped(serverId);
      pool.drop(serverId);
    },
    close: pool.close,
  };
}
