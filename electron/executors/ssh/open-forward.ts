import type { Duplex } from "node:stream";
import type { Client, TcpConnectionDetails } from "ssh2";
import type { Clock } from "../../base/clock.ts";
import { LinkLostError } from "../spool/command-channel.ts";
import { awaitAnswer } from "./await-answer.ts";
import { ForwardingRefusedError, type Forward } from "./server-access.ts";

const loopback = "127.0.0.1";

interface ForwardPlace {
  readonly client: Client;
  readonly serverName: string;
  readonly clock: Clock;
  /** The port to ask for; 0 or absent: the server chooses. */
  readonly wanted?: number | undefined;
}

/**
 * Asks a server to listen on its own loopback, at a port it chooses (RFC 4254, 7.1), and takes what connects there.
 * @param released called once the door was opened and neither the door nor a connection through it needs the connection any more
 * @throws ForwardingRefusedError where the server forbids it
 * @throws LinkLostError when the connection is no more, or does not answer within 15 s
 */
export async function openForward(
  { client, serverName, clock, wanted = 0 }: ForwardPlace,
  accept: (connection: Duplex) => void,
  released: () => void,
): Promise<Forward> {
  try {
    return await awaitAnswer<Forward>(client, clock, (answer, fail) => {
      client.forwardIn(loopback, wanted, (error, port) => {
        if (error) fail(error);
        // Whoever knew its former port may connect before anybody who waits for the answer is told.
        else if (!answer(() => doorAt(client, port, accept, released))) client.unforwardIn(loopback, port);
      });
    });
  } catch (error) {
    if (error instanceof LinkLostError) throw error;
    // Somebody else may have that port by now.
    if (wanted !== 0) return openForward({ client, serverName, clock }, accept, released);
    throw new ForwardingRefusedError(`The server ${serverName} does not let connections be forwarded`, error);
  }
}

function doorAt(client: Client, port: number, accept: (connection: Duplex) => void, released: () => void): Forward {
  const gone = Promise.withResolvers<void>();
  let isOpen = true;
  let connectionCount = 0;
  const releaseWhenIdle = (): void => {
    if (!isOpen && connectionCount === 0) released();
  };
  const take = (details: TcpConnectionDetails, takeIt: () => Duplex, refuse: () => void): void => {
    if (details.destPort !== port) return;
    // A server that is told to open such doors to the network (GatewayPorts) is not obeyed.
    if (!isLoopback(details.srcIP)) {
      refuse();
      return;
    }
    const connection = takeIt();
    connectionCount += 1;
    // That the other end has gone shows on what is read; writing to it is no reason to fail.
    connection.on("error", () => undefined);
    connection.once("close", () => {
      connectionCount -= 1;
      releaseWhenIdle();
    });
    accept(connection);
  };
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    client.removeListener("tcp connection", take);
    client.removeListener("close", end);
    releaseWhenIdle();
    gone.resolve();
  };
  client.on("tcp connection", take);
  client.once("close", end);
  return {
    url: `http://${loopback}:${String(port)}`,
    closed: gone.promise,
    close() {
      if (!isOpen) return;
      end();
      // Until the server has closed it somebody may knock: whom nobody answers holds a channel as long as the connection.
      const refuse = ({ destPort }: TcpConnectionDetails, _take: () => Duplex, refuseIt: () => void): void => {
        if (destPort === port) refuseIt();
      };
      const leave = (): void => void client.removeListener("tcp connection", refuse);
      client.on("tcp connection", refuse);
      try {
        client.unforwardIn(loopback, port, leave);
      } catch {
        // The library throws when the connection has just gone, and the door with it.
        leave();
      }
    },
  };
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\./.test(address);
}
