import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import type { Page } from "playwright";
import { beforeAll } from "vitest";
import type { ConformanceRouter } from "../electron/api/conformance-router.ts";
import { describePipe } from "../electron/api/pipe-conformance.ts";
import { pipeSocketClass } from "../renderer/bridge/pipe-socket.ts";
import { windowPipes } from "../renderer/bridge/window-pipe.ts";
import { buildIfStale } from "../scripts/build-if-stale.mjs";
import type { WindowPort } from "../shared/window-port.ts";
import { launch } from "./stand-in/launch.ts";

const root = join(import.meta.dirname, "..");

beforeAll(async () => {
  await buildIfStale({ quiet: true });
});

/** The port that the real preload put into the page, from outside the page. */
async function portOf(page: Page): Promise<WindowPort> {
  const listeners = new Set<(frame: string) => void>();
  await page.exposeFunction("received", (frame: string) => {
    for (const listener of listeners) listener(frame);
  });
  await page.evaluate(() => {
    const { received } = window as unknown as { received: (frame: string) => void };
    window.cronium?.onFrame(received);
  });
  return {
    send: (frame) => void page.evaluate((text) => window.cronium?.send(text), frame),
    onFrame: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

describePipe({
  name: "the built preload in a real page",
  open: async () => {
    const userData = mkdtempSync(join(tmpdir(), "cronium-stand-in-"));
    const program = await launch({
      main: join(root, "e2e", "fixtures", "conformance-window.ts"),
      programArguments: [join(root, "e2e", "fixtures", "empty.html"), join(root, "out", "preload", "preload.cjs")],
      userData,
      workingDirectory: root,
    });
    const page = await program.page();
    const line = createWSClient({
      url: "window:",
      WebSocket: pipeSocketClass(windowPipes(await portOf(page), await page.evaluate(() => performance.timeOrigin))),
      retryDelayMs: () => 1,
    });
    return {
      client: createTRPCClient<ConformanceRouter>({ links: [wsLink({ client: line })] }),
      cut: () => program.process.send("cut"),
      close: async () => {
        await line.close();
        await program.close();
        rmSync(userData, { recursive: true });
      },
    };
  },
});
