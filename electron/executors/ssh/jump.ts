import type { Duplex } from "node:stream";
import type { Failure } from "../../../shared/failure.ts";
import type { Clock } from "../../base/clock.ts";
import type { ServerConnection } from "../executor.ts";
import { UnreachableError } from "../spool/command-channel.ts";
import { awaitAnswer } from "./await-answer.ts";
import { connect, type Connected } from "./connect.ts";
import type { Place } from "./pooled-connection.ts";

/** The server itself, the one that leads to it, the one that leads to that, and so on. A circle is walked once. */
export function serversOnTheWay(server: ServerConnection): readonly ServerConnection[] {
  const way: ServerConnection[] = [];
  let next: ServerConnection | undefined = server;
  while (next !== undefined && !way.includes(next)) {
    way.push(next);
    next = next.jump;
  }
  return way;
}

/** @throws UnreachableError when the way to a server leads through the same server twice */
export function refuseCircle(server: ServerConnection): void {
  const way = serversOnTheWay(server);
  const names = [...way, way.at(-1)?.jump].flatMap((each) => (each === undefined ? [] : [each.name]));
  const again = names.findIndex((name, place) => names.indexOf(name) < place);
  if (again === -1) return;
  const circle = names.slice(names.indexOf(names[again] ?? ""), again + 1);
  const message = `The way to ${server.name} leads in a circle: ${circle.join(" through ")}`;
  throw new UnreachableError({ reason: "jump_failed", message });
}

/**
 * Connects to a server over a connection to the one that leads to it, which stays taken as long as this one stands.
 * @throws UnreachableError with `jump_failed` when the other one cannot be reached or does not pass the connection on,
 * and what `connect` throws
 */
export async function connectThrough(
  server: ServerConnection,
  jump: ServerConnection,
  takePlace: () => Promise<Place>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Connected> {
  const place = await takePlace().catch((error: unknown) => {
    throw error instanceof UnreachableError
      ? jumpFailure(server, jump, error.failure.message, error, error.failure)
      : error;
  });
  try {
    const passage = await openPassage(place, server, clock).catch((error: unknown) => {
      const said = error instanceof Error ? error.message : String(error);
      const door = `${server.address}:${String(server.port)}`;
      throw jumpFailure(server, jump, `it did not pass the connection on to ${door}: ${said}`, error);
    });
    const connected = await connect(server, clock, signal, passage);
    connected.client.once("close", place.release);
    return connected;
  } catch (error) {
    place.release();
    throw error;
  }
}

function jumpFailure(
  server: ServerConnection,
  jump: ServerConnection,
  said: string,
  cause: unknown,
  { remedy, line }: Partial<Failure> = {},
): UnreachableError {
  const message = `${server.name} is reached through ${jump.name}: ${said}`;
  return new UnreachableError({ reason: "jump_failed", message, remedy, line }, cause);
}

function openPassage({ client }: Place, server: ServerConnection, clock: Clock): Promise<Duplex> {
  return awaitAnswer<Duplex>(client, clock, (answer, fail) => {
    client.forwardOut("127.0.0.1", 0, server.address, server.port, (error, channel) => {
      if (error) fail(error);
      else if (!answer(() => channel)) channel.destroy();
    });
  });
}
