import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import { WebSocketServer } from "ws";
import { createConformanceRouter, type ConformanceRouter } from "./conformance-router.ts";
import { frameLimitBytes } from "./frame-limit.ts";
import { describePipe } from "./pipe-conformance.ts";
import { serveWebSocket } from "./serve-websocket.ts";

describePipe({
  name: "a WebSocket on loopback",
  open: async () => {
    const http = createServer();
    const sockets = new WebSocketServer({ server: http, maxPayload: frameLimitBytes });
    sockets.on("connection", serveWebSocket(createConformanceRouter()));
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    const { port } = http.address() as AddressInfo;
    const line = createWSClient({ url: `ws://127.0.0.1:${String(port)}`, retryDelayMs: () => 1 });
    return {
      client: createTRPCClient<ConformanceRouter>({ links: [wsLink({ client: line })] }),
      cut: () => {
        for (const socket of sockets.clients) socket.terminate();
      },
      close: async () => {
        await line.close();
        sockets.close();
        const closed = once(http, "close");
        http.close();
        await closed;
      },
    };
  },
});
