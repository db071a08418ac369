import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { systemClock } from "../../base/clock.ts";

/** A wire between a daemon and a server that can be cut in the ways wires are cut. */
export interface CutWire {
  readonly port: number;
  /** Bytes that have gone to the daemon. */
  readonly received: number;
  /** Connections that have been made. */
  readonly connections: number;
  /** Both ends are told at once, by RST. */
  reset(): void;
  /** Nobody is told: what stands passes no byte any more, in either direction. New connections work. */
  silence(): void;
  /** So many more bytes reach the daemon, then the connections end, in the middle of whatever it was. */
  cutAfter(bytes: number): void;
  /** Resets what stands and refuses new connections until `mend`. */
  sever(): Promise<void>;
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** The wire is not held up for less, milliseconds. */
const shortestPauseMs = 4;

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  isSilent: boolean;
}

/** @param bytesPerSecond how fast it is towards the daemon, all connections together */
export async function openCutWire(
  target: { readonly address: string; readonly port: number },
  bytesPerSecond: number,
): Promise<CutWire> {
  const pairs = new Set<Pair>();
  let received = 0;
  let connections = 0;
  let remaining = Infinity;
  let freeAt = 0;

  function end(pair: Pair, how: "destroy" | "resetAndDestroy"): void {
    pairs.delete(pair);
    pair.near[how]();
    pair.far[how]();
  }

  function carry(pair: Pair, from: Socket, to: Socket, bytes: Buffer, isDown: boolean): void {
    if (pair.isSilent) return;
    const sent = isDown ? bytes.subarray(0, Math.min(bytes.length, remaining)) : bytes;
    if (isDown) {
      received += sent.length;
      remaining -= bytes.length;
    }
    if (isDown && remaining <= 0) {
      remaining = Infinity;
      // What was sent on still arrives: the cut falls into the middle of a packet.
      to.end(sent, () => {
        for (const each of [...pairs]) end(each, "destroy");
      });
      from.pause();
      return;
    }
    const mayGoOn = to.write(sent);
    const resume = (): void => {
      if (to.writableNeedDrain) to.once("drain", () => from.resume());
      else from.resume();
    };
    if (isDown) {
      const now = systemClock.elapsed();
      freeAt = Math.max(now, freeAt) + (1_000 * sent.length) / bytesPerSecond;
      if (freeAt - now > shortestPauseMs) {
        from.pause();
        systemClock.after(freeAt - now, resume);
        return;
      }
    }
    if (mayGoOn) return;
    from.pause();
    resume();
  }

  const server: Server = createServer((near) => {
    connections += 1;
    const pair: Pair = { near, far: connect(target.port, target.address), isSilent: false };
    pairs.add(pair);
    for (const socket of [pair.near, pair.far]) {
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
      socket.once("close", () => {
        end(pair, "destroy");
      });
    }
    near.on("data", (bytes) => {
      carry(pair, near, pair.far, bytes, false);
    });
    pair.far.on("data", (bytes) => {
      carry(pair, pair.far, near, bytes, true);
    });
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => {
      server.listen(port, "127.0.0.1", resolve);
    });
  const reset = (): void => {
    remaining = Infinity;
    for (const pair of [...pairs]) end(pair, "resetAndDestroy");
  };
  const sever = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      reset();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    get received() {
      return received;
    },
    get connections() {
      return connections;
    },
    reset,
    silence() {
      for (const pair of pairs) pair.isSilent = true;
    },
    cutAfter(bytes) {
      remaining = bytes;
    },
    sever,
    mend: () => listen(port),
    close: () => (server.listening ? sever() : Promise.resolve()),
  };
}
