import type { ServerConnection } from "../executor.ts";

/** Finds how a server is reached by now; undefined: nobody can say. */
export type FindServer = (serverId: number) => Promise<ServerConnection | undefined>;

/**
 * Runs keep the connection they were begun with, and go on for as long as they like: meanwhile a person may replace its
 * key. Whoever opens something with a connection that was dropped since it was first seen gets what holds now.
 */
export interface LatestConnections {
  /** Remembers what holds while it is first seen. */
  see(server: ServerConnection): void;
  latest(server: ServerConnection): Promise<ServerConnection>;
  dropped(serverId: number): void;
  findWith(find: FindServer): void;
}

export function createLatestConnections(): LatestConnections {
  const drops = new Map<number, number>();
  const known = new WeakMap<ServerConnection, { readonly connection: ServerConnection; readonly drops: number }>();
  let find: FindServer | undefined;
  const dropsOf = (server: ServerConnection): number => drops.get(server.id) ?? 0;

  function see(server: ServerConnection): void {
    if (!known.has(server)) known.set(server, { connection: server, drops: dropsOf(server) });
  }

  return {
    see,
    async latest(server) {
      see(server);
      const { connection = server, drops: seenDrops = 0 } = known.get(server) ?? {};
      const now = dropsOf(server);
      if (seenDrops === now || find === undefined) return connection;
      const found = await find(server.id);
      if (found === undefined) return connection;
      known.set(server, { connection: found, drops: now });
      return found;
    },
    dropped(serverId) {
      drops.set(serverId, (drops.get(serverId) ?? 0) + 1);
    },
    findWith(next) {
      find = next;
    },
  };
}
