import type { Duplex } from "node:stream";
import type { Client, TcpConnectionDetails, UNIXConnectionDetails } from "ssh2";
import type { Clock } from "../../base/clock.ts";
import { LinkLostError } from "../spool/command-channel.ts";
import { awaitAnswer } from "./await-answer.ts";
import { attendEntrance, type Entrance } from "./entrance.ts";
import { ForwardingRefusedError, type Forward, type Passage } from "./server-access.ts";

const loopback = "127.0.0.1";

interface ForwardPlace {
  readonly client: Client;
  readonly serverName: string;
  readonly clock: Clock;
}

/**
 * Asks a server to listen on its own loopback, at a port it chooses (RFC 4254, 7.1), and takes what connects there.
 * @param wanted the port to ask for; 0: the server chooses
 * @param released called once the door was opened and neither the door nor a connection through it needs the connection any more
 * @throws ForwardingRefusedError where the server forbids it
 * @throws LinkLostError when the connection is no more, or does not answer within 15 s
 */
export async function openForward(
  place: ForwardPlace,
  accept: (connection: Duplex) => void,
  released: () => void,
  wanted = 0,
): Promise<Forward> {
  const { client, serverName, clock } = place;
  try {
    return await awaitAnswer<Forward>(client, clock, (answer, fail) => {
      client.forwardIn(loopback, wanted, (error, port) => {
        if (error) {
          fail(error);
          return;
        }
        const url = `http://${loopback}:${String(port)}`;
        const opened = (): Forward => ({ url, ...attendEntrance(portEntrance(client, port), accept, released) });
        // Whoever knew its former port may connect before anybody who waits for the answer is told.
        if (!answer(opened)) client.unforwardIn(loopback, port);
      });
    });
  } catch (error) {
    if (error instanceof LinkLostError) throw error;
    // Somebody else may have that port by now.
    if (wanted !== 0) return openForward(place, accept, released);
    throw new ForwardingRefusedError(`The server ${serverName} does not let connections be forwarded`, error);
  }
}

/**
 * Asks a server to listen at a socket in its file system (OpenSSH's PROTOCOL, 2.4), and takes what connects there. The
 * server makes the file, for its user alone, and leaves it there.
 * @param path absolute; where there is no file yet
 * @throws as openForward, ForwardingRefusedError also where no file can be made there
 */
export async function openSocketForward(
  { client, serverName, clock }: ForwardPlace,
  path: string,
  accept: (connection: Duplex) => void,
  released: () => void,
): Promise<Passage> {
  try {
    return await awaitAnswer<Passage>(client, clock, (answer, fail) => {
      // The library gives null where nothing is wrong, whatever its types say.
      client.openssh_forwardInStreamLocal(path, (error?: Error | null) => {
        if (error) fail(error);
        else if (!answer(() => attendEntrance(socketEntrance(client, path), accept, released))) {
          client.openssh_unforwardInStreamLocal(path, () => undefined);
        }
      });
    });
  } catch (error) {
    if (error instanceof LinkLostError) throw error;
    throw new ForwardingRefusedError(`The server ${serverName} does not let sockets be forwarded`, error);
  }
}

function portEntrance(client: Client, port: number): Entrance {
  return {
    client,
    hear(knock) {
      const listener = (details: TcpConnectionDetails, take: () => Duplex, refuse: () => void): void => {
        if (details.destPort !== port) return;
        // A server that is told to open such doors to the network (GatewayPorts) is not obeyed.
        if (isLoopback(details.srcIP)) knock(take, refuse);
        else refuse();
      };
      client.on("tcp connection", listener);
      return () => void client.removeListener("tcp connection", listener);
    },
    shut: (done) => void client.unforwardIn(loopback, port, done),
  };
}

function socketEntrance(client: Client, path: string): Entrance {
  return {
    client,
    hear(knock) {
      const listener = (details: UNIXConnectionDetails, take: () => Duplex, refuse: () => void): void => {
        if (details.socketPath === path) knock(take, refuse);
      };
      client.on("unix connection", listener);
      return () => void client.removeListener("unix connection", listener);
    },
    shut: (done) => void client.openssh_unforwardInStreamLocal(path, done),
  };
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\./.test(address);
}
