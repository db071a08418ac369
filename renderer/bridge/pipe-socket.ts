import type { FramePipe, OpenPipe } from "../../shared/pipe.ts";

/** The code a browser reports when a connection ended without a closing handshake (RFC 6455, 7.4.1). */
const abnormalClosure = 1006;

/** As much of a browser's WebSocket as the contract's client uses, over a frame pipe. */
export class PipeSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;

  readonly CONNECTING = PipeSocket.CONNECTING;
  readonly OPEN = PipeSocket.OPEN;
  readonly CLOSING = PipeSocket.CLOSING;
  readonly CLOSED = PipeSocket.CLOSED;
  readyState: number = PipeSocket.CONNECTING;
  /** Frames are text; the client sets this and nothing reads it. */
  binaryType: BinaryType = "blob";
  #pipe: FramePipe | undefined;

  constructor(openPipe: OpenPipe) {
    super();
    openPipe().then(
      (pipe) => {
        this.#attach(pipe);
      },
      () => {
        this.#end();
      },
    );
  }

  send(frame: string): void {
    this.#pipe?.send(frame);
  }

  close(): void {
    if (this.#pipe) this.#pipe.close();
    else this.#end();
  }

  #attach(pipe: FramePipe): void {
    if (this.readyState !== PipeSocket.CONNECTING) {
      pipe.close();
      return;
    }
    this.#pipe = pipe;
    pipe.onFrame((frame) => {
      this.dispatchEvent(new MessageEvent("message", { data: frame }));
    });
    pipe.onClose(() => {
      this.#end();
    });
    // A later task, not a microtask: the client adds its listeners some promises after it constructed the socket.
    setTimeout(() => {
      if (this.readyState !== PipeSocket.CONNECTING) return;
      this.readyState = PipeSocket.OPEN;
      this.dispatchEvent(new Event("open"));
    });
  }

  #end(): void {
    if (this.readyState === PipeSocket.CLOSED) return;
    const opened = this.readyState === PipeSocket.OPEN;
    this.readyState = PipeSocket.CLOSED;
    const report = (): void => {
      // As in a browser: a connection that never opened is an error first. The client waits for one of the two.
      if (!opened) this.dispatchEvent(new Event("error"));
      this.dispatchEvent(new CloseEvent("close", { code: abnormalClosure }));
    };
    if (opened) report();
    else setTimeout(report);
  }
}

/** A WebSocket class, for the contract's client, each of whose sockets opens a pipe of its own. */
export function pipeSocketClass(openPipe: OpenPipe): typeof WebSocket {
  const bound = class extends PipeSocket {
    constructor() {
      super(openPipe);
    }
  };
  return bound as unknown as typeof WebSocket;
}
