import type { ServerConnection } from "../executor.ts";
import type { Clock } from "../../base/clock.ts";
import { openChannel, openShell } from "./client-channel.ts";
import type { ConnectionPool, ServerNews } from "./connection-pool.ts";
import { openForward } from "./open-forward.ts";
import type { ServerAccess } from "./server-access.ts";
import { checkServer, type ServerCheck } from "./server-check.ts";

export interface PooledAccess extends ServerAccess {
  /** Tests a server as a run would reach it. Rejects only when the signal aborts. */
  check(server: ServerConnection, signal?: AbortSignal): Promise<ServerCheck>;
  /** Tells of servers as it learns of them; the returned function ends it. */
  listen(listener: ServerNews): () => void;
  /** Connections that stand now. */
  connectionCount(): number;
}

/** What is done on servers, over the connections of a pool. */
export function createServerAccess(pool: ConnectionPool, clock: Clock): PooledAccess {
  return {
    commandsOn: (server) => ({
      place: server.name,
      open: (command, use, signal) =>
        pool.open(server, use, signal, ({ client, release }) => openChannel(client, command, clock, release)),
    }),
    openTerminal: (server, size, signal) =>
      pool.open(server, "lasting", signal, ({ client, release }) => openShell(client, size, clock, release)),
    forward: (server, accept, signal, wanted) =>
      pool.open(server, "passage", signal, ({ client, release }) =>
        openForward({ client, serverName: server.name, clock, wanted }, accept, release),
      ),
    check: (server, signal) => checkServer(server, pool.connectAlone, clock, signal),
    connectionCount: pool.connectionCount,
    listen: pool.listen,
    drop: pool.drop,
    close: pool.close,
  };
}
