import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A wire that can be cut: passes bytes on between whoever connects to it and a server on this machine. */
export interface CuttableWire {
  readonly port: number;
  /** Breaks every connection; new ones are accepted. */
  cut(): void;
  /** Breaks every connection and refuses new ones until `mend`. */
  sever(): Promise<void>;
  mend(): Promise<void>;
  /** Goes silent: nothing is passed on any more, and nobody is told. New connections are accepted, and silent, too. */
  freeze(): void;
  /** Leads new connections to another server. */
  leadTo(target: WireTarget): void;
  /** Cuts as soon as so many more bytes have gone towards the server. */
  cutAfterSending(bytes: number): void;
  connectionCount(): number;
  close(): Promise<void>;
}

interface WireTarget {
  readonly address: string;
  readonly port: number;
}

export async function openWire(first: WireTarget): Promise<CuttableWire> {
  let target = first;
  let isFrozen = false;
  const sockets = new Set<Socket>();
  let remaining = Infinity;
  let accepted = 0;
  const cut = (): void => {
    remaining = Infinity;
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((near) => {
    accepted += 1;
    if (isFrozen) {
      sockets.add(near);
      near.on("error", () => undefined);
      return;
    }
    const far = connect(target.port, target.address);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.on("data", (bytes) => {
      far.write(bytes.subarray(0, Math.min(bytes.length, remaining)), () => {
        remaining -= bytes.length;
        if (remaining <= 0) cut();
      });
    });
    far.pipe(near);
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => {
      server.listen(port, "127.0.0.1", resolve);
    });
  const sever = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      cut();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    cut,
    sever,
    mend: () => listen(port),
    freeze() {
      isFrozen = true;
      for (const socket of sockets) {
        socket.removeAllListeners("data");
        for (const other of sockets) socket.unpipe(other);
        socket.pause();
      }
    },
    leadTo(next) {
      target = next;
    },
    cutAfterSending(bytes) {
      remaining = bytes;
    },
    connectionCount: () => accepted,
    close: () => (server.listening ? sever() : Promise.resolve()),
  };
}
