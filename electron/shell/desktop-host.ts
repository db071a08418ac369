import { createScope } from "../base/scope.ts";
import { serveLoopback } from "../daemon/serve-loopback.ts";
import type { Configuration } from "../host/configuration.ts";
import type { Host } from "../host/host.ts";
import { openHost } from "../host/open-host.ts";

/**
 * Opens the core behind a window. It also listens on loopback, for the `cronium` command alone: the page is the
 * window's.
 * @param requestStop ends the program when the command asks for it
 * @throws CroniumError when the data directory, the database or the port cannot be had
 */
export async function openDesktopHost(configuration: Configuration, requestStop: () => void): Promise<Host> {
  const scope = createScope();
  try {
    const host = await openHost({ configuration, mode: "run", requestStop });
    scope.defer("host", host.stop);
    const door = await serveLoopback({ host, pageDirectory: undefined });
    scope.defer("door", door.close);
    return { ...host, stop: () => scope.close() };
  } catch (error) {
    await scope.close();
    throw error;
  }
}
