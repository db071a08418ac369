import type { Duplex } from "node:stream";
import type { Clock } from "../../../base/clock.ts";
import type { ServerConnection } from "../../executor.ts";
import { ForwardingRefusedError, type Forward, type Passage, type ServerAccess } from "../server-access.ts";
import { createDoorPlaces } from "./door-places.ts";
import { createRefusedForwards } from "./refused-forwards.ts";

/** Where a script finds the API: an address, and a socket by which alone a library goes there, where there is one. */
export interface DoorAddress {
  readonly url: string;
  readonly socket: string | undefined;
}

/** What a server listens at for one run: a port, a socket, or both. It is gone when either is. */
export interface Door extends DoorAddress, Passage {}

export interface DoorWish {
  /** The execution's, see doorKey: what its sockets are called. */
  readonly key: string;
  readonly server: ServerConnection;
  readonly accept: (connection: Duplex) => void;
  /** The port that would be best. */
  readonly port?: number;
  /**
   * `always` for a script that goes by one: that it cannot be opened now is no reason to show a token at a port. `never`
   * for one whose library knows none.
   */
  readonly socket: "always" | "where-allowed" | "never";
}

export interface Doors {
  /**
   * Opens the port and the socket, side by side.
   * @throws ForwardingRefusedError where the server allows neither; remembered for ten minutes
   * @throws as all that is done on servers
   */
  open(wish: DoorWish, signal: AbortSignal): Promise<Door>;
  /** Removes the files of sockets like this one from its server, except one. @throws as all that is done on servers */
  clear(server: ServerConnection, like: string, except: string | undefined, signal: AbortSignal): Promise<void>;
}

/** Of what is bound, a server holds no more in its own words: 104 on macOS, with the end. */
const longestPathBytes = 103;
/** What a script has for an address where only the socket is open. Nobody but root listens at such a port. */
const nowhere = "http://127.0.0.1:1";

export function createDoors(
  access: Pick<ServerAccess, "commandsOn" | "forward" | "forwardSocket">,
  clock: Clock,
): Doors {
  const places = createDoorPlaces(access, clock);
  const portsRefused = createRefusedForwards(clock);
  const socketsRefused = createRefusedForwards(clock);
  let count = 0;

  async function openPort({ server, accept, port }: DoorWish, signal: AbortSignal): Promise<Forward | undefined> {
    if (portsRefused.has(server)) return undefined;
    try {
      return await access.forward(server, accept, signal, port);
    } catch (error) {
      if (!(error instanceof ForwardingRefusedError)) throw error;
      portsRefused.note(server);
      return undefined;
    }
  }

  async function openSocket(wish: DoorWish, signal: AbortSignal): Promise<(Passage & { path: string }) | undefined> {
    const { server, accept, key, socket } = wish;
    if (socket === "never" || (socket === "where-allowed" && socketsRefused.has(server))) return undefined;
    const isKnown = places.isKnown(server);
    const place = await places.find(server, signal);
    count += 1;
    // None that was there before: its file would be in the way.
    const path = `${place ?? ""}/${key}.${clock.now().toString(36)}${count.toString(36)}`;
    if (place !== undefined && Buffer.byteLength(path) <= longestPathBytes) {
      try {
        return { path, ...(await access.forwardSocket(server, path, accept, signal)) };
      } catch (error) {
        if (!(error instanceof ForwardingRefusedError)) throw error;
        places.forget(server);
        // The folder may have been removed since it was found.
        if (isKnown) return openSocket(wish, signal);
      }
    }
    if (socket === "always")
      throw new ForwardingRefusedError(`${server.name} opens no socket for a script that goes by one`);
    socketsRefused.note(server);
    return undefined;
  }

  return {
    async open(wish, signal) {
      const [port, socket] = await both(openPort(wish, signal), openSocket(wish, signal));
      if (port === undefined && socket === undefined) {
        throw new ForwardingRefusedError(`The server ${wish.server.name} does not let connections be forwarded`);
      }
      const close = (): void => {
        port?.close();
        socket?.close();
      };
      const closed = Promise.race([port, socket].flatMap((passage) => passage?.closed ?? [])).then(close);
      return { url: port?.url ?? nowhere, socket: socket?.path, closed, close };
    },
    clear: (server, like, except, signal) => places.clear(server, like.slice(0, like.lastIndexOf(".")), except, signal),
  };
}

/** Waits for both; where one fails, what the other has opened is closed. */
async function both<A extends Passage, B extends Passage>(
  one: Promise<A | undefined>,
  other: Promise<B | undefined>,
): Promise<readonly [A | undefined, B | undefined]> {
  const settled = await Promise.allSettled([one, other]);
  const [first, second] = settled;
  if (first.status === "fulfilled" && second.status === "fulfilled") return [first.value, second.value];
  for (const each of settled) if (each.status === "fulfilled") each.value?.close();
  throw first.status === "rejected" ? first.reason : (second as PromiseRejectedResult).reason;
}
