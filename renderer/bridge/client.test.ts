import type { AnyRouter } from "@trpc/server";
import { expect, it } from "vitest";
import type { WindowPort } from "../../shared/window-port.ts";
import { createClient } from "./client.ts";

it("asks the window's port for a connection where there is one", async () => {
  const sent: string[] = [];
  const listeners: ((frame: string) => void)[] = [];
  const port: WindowPort = {
    send: (frame) => sent.push(frame),
    onFrame: (listener) => {
      listeners.push(listener);
      return () => undefined;
    },
  };
  const page = { cronium: port, performance: { timeOrigin: 12.5 } } as unknown as Window;
  const bridge = createClient<AnyRouter>(page, () => 7);
  await Promise.resolve();
  await Promise.resolve();
  expect(sent).toEqual(["open 12.5.1"]);
  expect(bridge.connection.getState()).toEqual({ state: "connecting", sinceMs: 7 });

  const opened = new Promise((resolve) => bridge.connection.subscribe(resolve));
  for (const listener of listeners) listener("opened 12.5.1");
  expect(await opened).toEqual({ state: "open", sinceMs: 7 });
  await bridge.close();
});
