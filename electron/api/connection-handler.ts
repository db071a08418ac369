import type { IncomingMessage } from "node:http";
import type { AnyRouter } from "@trpc/server";
import { getWSConnectionHandler, type WSSHandlerOptions } from "@trpc/server/adapters/ws";
import type { WebSocket } from "ws";
import type { ServedRouter } from "./served-router.ts";

type KeepAlive = NonNullable<WSSHandlerOptions<AnyRouter>["keepAlive"]>;

/** The protocol itself: serves the router on each socket it is given, whatever the socket is made of. */
export function connectionHandler<TRouter extends AnyRouter>(
  served: ServedRouter<TRouter>,
  keepAlive: KeepAlive,
): (socket: WebSocket, request: IncomingMessage) => void {
  const options: Omit<WSSHandlerOptions<AnyRouter>, "wss"> = {
    router: served.router,
    createContext: served.createContext,
    onError: ({ path, error }) => served.onError?.({ path, error }),
    keepAlive,
  };
  // The type asks for a WebSocketServer that only `applyWSSHandler` uses.
  return getWSConnectionHandler(options as WSSHandlerOptions<AnyRouter>);
}
