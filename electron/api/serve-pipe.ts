import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AnyRouter } from "@trpc/server";
import type { WebSocket } from "ws";
import type { FramePipe } from "../../shared/pipe.ts";
import { connectionHandler } from "./connection-handler.ts";
import type { ServedRouter } from "./served-router.ts";

const open = 1;
const closed = 3;

/** The part of a `ws` socket that tRPC's connection handler uses, over a frame pipe. */
class PipeServerSocket extends EventEmitter {
  readonly OPEN = open;
  readyState: number = open;
  readonly #pipe: FramePipe;

  constructor(pipe: FramePipe) {
    super();
    this.#pipe = pipe;
    // `ws` hands text over as a Buffer that is marked as not binary; the handler accepts nothing else.
    pipe.onFrame((frame) => this.emit("message", Buffer.from(frame), false));
    pipe.onClose(() => {
      this.readyState = closed;
      this.emit("close");
    });
  }

  send(frame: string): void {
    this.#pipe.send(frame);
  }

  close(): void {
    this.#pipe.close();
  }

  terminate(): void {
    this.#pipe.close();
  }
}

/**
 * Serves the router on one pipe until the pipe ends; its subscriptions are then told through their signal.
 * A pipe inside this computer cannot be half open, so there is no keep-alive.
 */
export function servePipe<TRouter extends AnyRouter>(served: ServedRouter<TRouter>, pipe: FramePipe): void {
  const handle = connectionHandler(served, { enabled: false });
  const request = { url: "/", headers: {}, socket: {} };
  // The handler reads no more of either than is given here.
  handle(new PipeServerSocket(pipe) as unknown as WebSocket, request as unknown as IncomingMessage);
}
