import { join } from "node:path";
import { createScope } from "../base/scope.ts";
import type { Configuration } from "../host/configuration.ts";
import { openHost, type HostOptions } from "../host/open-host.ts";
import { serveLoopback } from "./serve-loopback.ts";

export interface Daemon {
  readonly url: string;
  readonly port: number;
  /** Resolves when it has stopped, for whatever reason. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/**
 * The core without a window: the same interface on 127.0.0.1 for a browser.
 * @param parts stand in for the host's real ones in tests
 * @throws CroniumError when the data directory, the database or the port cannot be had
 */
export async function runDaemon(
  configuration: Configuration,
  parts: Omit<HostOptions, "configuration" | "mode" | "requestStop"> = {},
): Promise<Daemon> {
  const scope = createScope();
  try {
    const { promise: stopped, resolve } = Promise.withResolvers<void>();
    const stop = async (): Promise<void> => {
      try {
        await scope.close();
      } finally {
        resolve();
      }
    };
    const requestStop = (): void => {
      stop().catch((error: unknown) => {
        host.logger.error({ error }, "did not stop cleanly");
      });
    };
    const host = await openHost({ ...parts, configuration, mode: "run", requestStop });
    scope.defer("host", host.stop);
    // The built page lies beside the folder of the built program.
    const door = await serveLoopback({ host, pageDirectory: join(import.meta.dirname, "..", "renderer") });
    scope.defer("door", door.close);
    return { url: door.url, port: door.port, stopped, stop };
  } catch (error) {
    await scope.close();
    throw error;
  }
}
