import { bash } from "./bash-surface.ts";
import { nodeCommonJs, nodeInjected, nodeModule } from "./node-surfaces.ts";
import { pythonAsync, pythonSync } from "./python-surfaces.ts";
import type { Place } from "./run-case.ts";
import type { Surface } from "./step.ts";

export const surfaces: readonly Surface[] = [pythonSync, pythonAsync, nodeModule, nodeCommonJs, nodeInjected, bash];

export const thisComputer: Place = { name: "this computer", mode: "local", run: { on: "this-computer" } };
export const container: Place = { name: "container", mode: "container", run: { on: "container", network: "none" } };
