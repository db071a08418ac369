import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import type { Passage } from "./server-access.ts";

/** Somebody has connected: takes the connection, or refuses it. */
export type Knock = (take: () => Duplex, refuse: () => void) => void;

/** Where a server listens for us. */
export interface Entrance {
  readonly client: Client;
  /** Hears of each connection to it; the returned function ends that. */
  hear(knock: Knock): () => void;
  /** Has the server listen no more. May throw when the connection has just gone. */
  shut(done: () => void): void;
}

/**
 * Takes what connects to an entrance until that is closed.
 * @param released called once neither the entrance nor a connection through it needs the connection any more
 */
export function attendEntrance(
  { client, hear, shut }: Entrance,
  accept: (connection: Duplex) => void,
  released: () => void,
): Passage {
  const gone = Promise.withResolvers<void>();
  let isOpen = true;
  let connectionCount = 0;
  const releaseWhenIdle = (): void => {
    if (!isOpen && connectionCount === 0) released();
  };
  const leave = hear((take) => {
    const connection = take();
    connectionCount += 1;
    // That the other end has gone shows on what is read; writing to it is no reason to fail.
    connection.on("error", () => undefined);
    connection.once("close", () => {
      connectionCount -= 1;
      releaseWhenIdle();
    });
    accept(connection);
  });
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    leave();
    client.removeListener("close", end);
    releaseWhenIdle();
    gone.resolve();
  };
  client.once("close", end);
  return {
    closed: gone.promise,
    close() {
      if (!isOpen) return;
      end();
      // Until the server has closed it somebody may knock: whom nobody answers holds a channel as long as the connection.
      const deaf = hear((_take, refuse) => {
        refuse();
      });
      try {
        shut(deaf);
      } catch {
        // The library throws when the connection has just gone, and the entrance with it.
        deaf();
      }
    },
  };
}
