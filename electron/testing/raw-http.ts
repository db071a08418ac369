import { connect, type Socket } from "node:net";

/** A connection on which a test writes what no client would. */
export interface RawConnection {
  readonly socket: Socket;
  write(text: string | Uint8Array): void;
  /** Everything that came until the other side closed. */
  readonly ended: Promise<string>;
  /** Resolves once what came matches. */
  until(pattern: RegExp): Promise<string>;
}

export function openRaw(address: string): RawConnection {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  let text = "";
  let look = (): void => undefined;
  const ended = new Promise<string>((resolve) => {
    socket.on("close", () => {
      resolve(text);
      look();
    });
  });
  socket.on("data", (part: Buffer) => {
    text += part.toString("latin1");
    look();
  });
  // Being hung up on is what is waited for.
  socket.on("error", () => undefined);
  return {
    socket,
    write: (part) => void socket.write(part),
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          if (pattern.test(text)) resolve(text);
          else if (socket.closed) reject(new Error(`closed after: ${text}`));
        };
        look();
      }),
  };
}
