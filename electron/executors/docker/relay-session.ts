import type { Duplex } from "node:stream";
import { RelayConnection } from "./relay-connection.ts";
import {
  createFrameReader,
  encodeFrame,
  FrameError,
  frameTypes,
  padding,
  searchForAnswer,
  type AnswerSearch,
  type Frame,
  type FrameReader,
} from "./relay-frames.ts";
import { connectionsAtOnce } from "./relay-program.ts";

export interface RelaySessionParts {
  /** Towards the relay's stdin. */
  readonly send: (bytes: Uint8Array) => void;
  /** 16 bytes of chance, others at each call. */
  readonly greeting: () => Uint8Array;
  /** Takes a connection from the script's side. */
  readonly accept: (connection: Duplex) => void;
  /** The relay answered to a greeting. */
  readonly ready: () => void;
  /** It cannot be spoken with sensibly. */
  readonly failed: (error: Error) => void;
}

/** The program's end of the talk with one relay, without any way to it: bytes in, bytes out. */
export interface RelaySession {
  /** @param isFresh nobody has spoken with this relay before */
  greet(isFresh: boolean): void;
  /** What came from the relay's stdout, cut anyhow. */
  push(bytes: Uint8Array): void;
  /** Breaks all connections. */
  close(): void;
}

/** The relay holds the limit; what it has done with may take a turn longer to go here. */
const keptAtMost = 2 * connectionsAtOnce;
/** How often a relay is greeted anew over one way to it before that is given up. */
const greetingsAtMost = 4;

export function createRelaySession({ send, greeting, accept, ready, failed }: RelaySessionParts): RelaySession {
  const connections = new Map<number, RelayConnection>();
  let search: AnswerSearch | undefined;
  let reader: FrameReader | undefined;
  let greetings = 0;

  function breakAll(reason: string): void {
    for (const connection of [...connections.values()]) connection.break(reason);
  }

  function greet(isFresh: boolean): void {
    breakAll("the relay begins anew");
    reader = undefined;
    greetings += 1;
    if (greetings > greetingsAtMost) {
      search = undefined;
      failed(new FrameError("the relay does not make itself understood"));
      return;
    }
    const chance = greeting();
    search = searchForAnswer(chance);
    if (!isFresh) send(padding);
    send(encodeFrame(frameTypes.hello, 0, chance));
  }

  function open(number: number): void {
    if (connections.size >= keptAtMost) {
      send(encodeFrame(frameTypes.reset, number));
      return;
    }
    const connection = new RelayConnection(number, send, () => {
      connections.delete(number);
    });
    // What goes wrong with it concerns its own two ends only.
    connection.on("error", () => undefined);
    connections.set(number, connection);
    accept(connection);
  }

  function obey({ type, connection: number, payload }: Frame): void {
    if (type === frameTypes.lost) {
      greet(false);
      return;
    }
    if (type === frameTypes.open) {
      open(number);
      return;
    }
    const connection = connections.get(number);
    if (type === frameTypes.data) connection?.receive(payload);
    if (type === frameTypes.end) connection?.receiveEnd();
    if (type === frameTypes.reset) connection?.break("the script closed the connection");
    if (type === frameTypes.credit && payload.length === 4) connection?.receiveCredit(payload.readUInt32BE());
  }

  return {
    greet,
    push(bytes) {
      let rest: Uint8Array | undefined = bytes;
      if (search !== undefined) {
        rest = search.push(bytes);
        if (rest === undefined) return;
        search = undefined;
        reader = createFrameReader();
        ready();
      }
      const current = reader;
      if (current === undefined) return;
      try {
        for (const frame of current.push(rest)) {
          // A greeting in between voids what was sent before the answer to it.
          if (reader === current) obey(frame);
        }
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        greet(false);
      }
    },
    close() {
      search = undefined;
      reader = undefined;
      breakAll("the way to the script's network is closed");
    },
  };
}
