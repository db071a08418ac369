import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import { expect, it } from "vitest";
import { pipeSocketClass } from "../../renderer/bridge/pipe-socket.ts";
import type { FramePipe } from "../../shared/pipe.ts";
import { createConformanceRouter, type ConformanceRouter } from "./conformance-router.ts";
import { createMemoryPipe } from "./memory-pipe.ts";
import { describePipe } from "./pipe-conformance.ts";
import { servePipe } from "./serve-pipe.ts";

describePipe({
  name: "memory",
  open: () => {
    const served = createConformanceRouter();
    let latest: FramePipe | undefined;
    const line = createWSClient({
      url: "memory:",
      WebSocket: pipeSocketClass(() => {
        const pipe = createMemoryPipe();
        servePipe(served, pipe.server);
        latest = pipe.server;
        return Promise.resolve(pipe.client);
      }),
      retryDelayMs: () => 1,
    });
    return Promise.resolve({
      client: createTRPCClient<ConformanceRouter>({ links: [wsLink({ client: line })] }),
      cut: () => latest?.close(),
      close: () => line.close(),
    });
  },
});

it("delivers frames in order, after the sender's own step", async () => {
  const { client, server } = createMemoryPipe();
  const received: string[] = [];
  server.onFrame((frame) => received.push(frame));
  client.send("first");
  client.send("second");
  expect(received).toEqual([]);
  await Promise.resolve();
  expect(received).toEqual(["first", "second"]);
});

it("drops what is under way when either side ends it, and tells both sides once", async () => {
  const { client, server } = createMemoryPipe();
  const seen: string[] = [];
  client.onFrame((frame) => seen.push(`client got ${frame}`));
  server.onFrame((frame) => seen.push(`server got ${frame}`));
  client.onClose(() => seen.push("client ended"));
  server.onClose(() => seen.push("server ended"));
  client.send("question");
  server.send("farewell");
  server.close();
  client.close();
  client.send("too late");
  await Promise.resolve();
  expect(seen).toEqual(["client ended", "server ended"]);
});

it("tells a listener that comes too late at once", () => {
  const { client, server } = createMemoryPipe();
  server.close();
  let told = 0;
  client.onClose(() => {
    told += 1;
  });
  expect(told).toBe(1);
});
