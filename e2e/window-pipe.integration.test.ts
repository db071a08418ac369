import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import { beforeAll } from "vitest";
import type { ConformanceRouter } from "../electron/api/conformance-router.ts";
import { describePipe } from "../electron/api/pipe-conformance.ts";
import { pipeSocketClass } from "../renderer/bridge/pipe-socket.ts";
import { windowPipes } from "../renderer/bridge/window-pipe.ts";
import { buildIfStale } from "../scripts/build-if-stale.mjs";
import { launch } from "./stand-in/launch.ts";
import { portOfPage } from "./stand-in/page-port.ts";

const root = join(import.meta.dirname, "..");

beforeAll(async () => {
  await buildIfStale({ quiet: true });
});

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
      WebSocket: pipeSocketClass(
        windowPipes(await portOfPage(page), await page.evaluate(() => performance.timeOrigin)),
      ),
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
