import { bash } from "./bash-surface.ts";
import { nodeCommonJs, nodeInjected, nodeModule } from "./node-surfaces.ts";
import { pythonAsync, pythonSync } from "./python-surfaces.ts";
import type { Place } from "./run-case.ts";
import type { Surface } from "./step.ts";

export const surfaces: readonly Surface[] = [pythonSync, pythonAsync, nodeModule, nodeCommonJs, nodeInjected, bash];

export const thisComputer: Place = {
  name: "this computer",
  mode: "local",
  way: "connection",
  run: () => Promise.resolve({ on: "this-computer" }),
};
export const container: Place = {
  name: "container",
  mode: "container",
  way: "connection",
  run: () => Promise.resolve({ on: "container", network: "none" }),
};
/** A server that lets connections through, and one that does not. */
export const tunnelled = bedServer("server over SSH", "connection", "web-1");
export const refusing = bedServer("server over SSH that forbids forwarding", "bundled", "closed-1");

function bedServer(name: string, way: Place["way"], server: string): Place {
  return {
    name,
    mode: "ssh",
    way,
    server: { name: server, address: "127.0.0.1" },
    run: async (world) => ({ on: "servers", serverIds: [await world.serverId(server)], groups: [] }),
  };
}
