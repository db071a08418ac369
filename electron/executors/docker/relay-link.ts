import type { Duplex } from "node:stream";
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import { createDemultiplexer } from "./demultiplex.ts";
import type { Engine } from "./engine.ts";
import { createRelaySession } from "./relay-session.ts";

/** One way to a relay, for as long as it lasts. */
export interface RelayLink {
  /** The relay listens. @throws Error with the relay's words when it ends first, DeadlineError */
  readonly ready: Promise<void>;
  /** Resolves when the way is closed, from whichever side. */
  readonly closed: Promise<void>;
  /**
   * Who takes the connections, also those that came before: a script may be running before the engine has said that it
   * started it.
   */
  serve(accept: (connection: Duplex) => void): void;
  close(): void;
}

export interface RelayLinkParts {
  readonly engine: Engine;
  readonly clock: Clock;
  /** 16 bytes of chance. */
  readonly greeting: () => Uint8Array;
}

/** A relay listens within a fifth of a second, unless its machine has much else to do. */
const readyMs = 30_000;
const keptWords = 2_000;

/**
 * Attaches to a relay and greets it.
 * @param isFresh it has not been started, or nobody has spoken with it yet
 * @throws EngineRefusal, EngineUnreachable
 */
export async function openRelayLink(
  { engine, clock, greeting }: RelayLinkParts,
  relay: string,
  isFresh: boolean,
): Promise<RelayLink> {
  const stream = await engine.attach(relay);
  const ready = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const early: Duplex[] = [];
  let take: (connection: Duplex) => void = (connection) => early.push(connection);
  let words = "";
  const session = createRelaySession({
    send: (bytes) => {
      if (!stream.writable) return;
      // What is sent in one turn goes in one piece: each piece wakes the engine and the relay.
      if (stream.writableCorked === 0) {
        stream.cork();
        process.nextTick(() => {
          stream.uncork();
        });
      }
      stream.write(bytes);
    },
    greeting,
    accept: (connection) => {
      take(connection);
    },
    ready: () => {
      ready.resolve();
    },
    failed: (error) => stream.destroy(error),
  });
  const demultiplexer = createDemultiplexer();
  stream.on("error", () => undefined);
  stream.on("data", (chunk: Buffer) => {
    try {
      for (const { stream: source, bytes } of demultiplexer.push(chunk)) {
        if (source === "stdout") session.push(bytes);
        else words = `${words}${Buffer.from(bytes).toString()}`.slice(-keptWords);
      }
    } catch (error) {
      stream.destroy(error as Error);
    }
  });
  stream.on("end", () => stream.destroy());
  stream.on("close", () => {
    session.close();
    ready.reject(new Error(words.trim() === "" ? "the relay ended" : words.trim()));
    closed.resolve();
  });
  session.greet(isFresh);
  const answer = withDeadline(clock, readyMs, "the relay", () => ready.promise);
  // Whoever does not wait for it learns of its end by `closed`.
  answer.catch(() => stream.destroy());
  return {
    ready: answer,
    closed: closed.promise,
    serve(accept) {
      take = accept;
      for (const connection of early.splice(0)) if (!connection.destroyed) accept(connection);
    },
    close: () => stream.destroy(),
  };
}
