import { serveLoopback } from "../daemon/serve-loopback.ts";
import { createCommandWorld, type CommandWorld } from "./command-world.ts";
import { openTestHost, type TestHost, type TestHostOptions } from "./open-test-host.ts";

export interface ServedHost {
  readonly host: TestHost;
  /** The command on its data directory, with its clock. */
  readonly world: CommandWorld;
  /** Closes the door, stops the host and removes its data. */
  close(): Promise<void>;
}

/** A real host behind its real door, and the command that finds it there. */
export async function serveTestHost(options: TestHostOptions = {}): Promise<ServedHost> {
  return serveHost(await openTestHost(options));
}

/** Puts a host that runs already behind a door. */
export async function serveHost(host: TestHost): Promise<ServedHost> {
  const configured = { ...host.host, configuration: { ...host.host.configuration, port: 0 } };
  const door = await serveLoopback({ host: configured, pageDirectory: undefined });
  return {
    host,
    world: createCommandWorld({ dataDirectory: host.dataDirectory, clock: host.clock }),
    async close() {
      await door.close();
      await host.close();
    },
  };
}
