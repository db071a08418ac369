import type { IncomingMessage } from "node:http";
import type { AnyRouter } from "@trpc/server";
import type { WebSocket } from "ws";
import { connectionHandler } from "./connection-handler.ts";
import type { ServedRouter } from "./served-router.ts";

/** A client that stays silent this long is asked whether it is still there, in milliseconds. */
const pingAfterMs = 30_000;
/** A client that does not answer within this time is cut off, in milliseconds. */
const answerWithinMs = 5_000;

/**
 * Returns the handler for accepted WebSocket connections: each is served until it closes. Whoever owns the HTTP server
 * has checked host, origin and token before, and bounds the payload with `frameLimitBytes`.
 */
export function serveWebSocket<TRouter extends AnyRouter>(
  served: ServedRouter<TRouter>,
): (socket: WebSocket, request: IncomingMessage) => void {
  return connectionHandler(served, { enabled: true, pingMs: pingAfterMs, pongWaitMs: answerWithinMs });
}
