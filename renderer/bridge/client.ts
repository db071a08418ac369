import { createTRPCClient, createWSClient, wsLink, type TRPCClient } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import type { WindowPort } from "../../shared/window-port.ts";
import { recordConnection, type ConnectionStore } from "./connection.ts";
import { pipeSocketClass } from "./pipe-socket.ts";
import { retryDelayMs } from "./retry-delay.ts";
import { windowPipes } from "./window-pipe.ts";

declare global {
  interface Window {
    /** Present in the desktop window, absent in a browser. */
    readonly cronium?: WindowPort;
  }
}

/** The page's one line to the core. */
export interface Bridge<TRouter extends AnyRouter> {
  readonly client: TRPCClient<TRouter>;
  /** For the interface to show; changes when the line is lost and when it is back. */
  readonly connection: ConnectionStore;
  /** Ends the line for good: calls under way fail, subscriptions complete. */
  close(): Promise<void>;
}

/** After this long without a word the daemon is asked whether it is still there, in milliseconds. */
const pingAfterMs = 10_000;
const answerWithinMs = 5_000;

/**
 * Connects the page to the core: over the window's port where there is one, otherwise over a WebSocket to where the
 * page came from (its cookie carries the access token). A lost line is opened again by itself, and every `tracked()`
 * subscription goes on after the last item it received. `now` gives epoch milliseconds.
 */
export function createClient<TRouter extends AnyRouter>(page: Window, now: () => number): Bridge<TRouter> {
  const recorder = recordConnection(now);
  const line = createWSClient({
    ...(page.cronium
      ? { url: "window:", WebSocket: pipeSocketClass(windowPipes(page.cronium, page.performance.timeOrigin)) }
      : {
          url: `${page.location.origin.replace(/^http/, "ws")}/trpc`,
          keepAlive: { enabled: true, intervalMs: pingAfterMs, pongTimeoutMs: answerWithinMs },
        }),
    retryDelayMs,
    onOpen: () => {
      recorder.opened();
    },
    onClose: () => {
      recorder.closed();
    },
  });
  const client = createTRPCClient<AnyRouter>({ links: [wsLink({ client: line })] }) as TRPCClient<TRouter>;
  return { client, connection: recorder.store, close: () => line.close() };
}
