import { usualContainer, type ContainerSettings } from "../../../shared/container.ts";

/** What an engine says of what it can hold containers to. */
export interface EngineAbilities {
  readonly processors: number;
  /** Bytes. */
  readonly memory: number;
  readonly limitsMemory: boolean;
  readonly limitsSwap: boolean;
  readonly limitsProcessors: boolean;
  readonly limitsProcesses: boolean;
  readonly filtersCalls: boolean;
}

const megabyte = 1024 * 1024;

/**
 * Says which of an event's own wishes this engine cannot hold a container to, or undefined when all is well. What an
 * event leaves as usual is not asked after: the engine then does what it can.
 */
export function unenforceable(settings: ContainerSettings, engine: EngineAbilities): string | undefined {
  const { processors, memoryBytes, swapBytes, processes, seccomp } = settings;
  if (processors !== undefined && !engine.limitsProcessors) {
    return "Docker cannot limit processor time here: its kernel has no CFS quota. Leave the processors as usual.";
  }
  if (processors !== undefined && processors > engine.processors) {
    return `The event asks for ${String(processors)} processors, and Docker has ${String(engine.processors)}. Ask for fewer.`;
  }
  if (memoryBytes !== undefined && !engine.limitsMemory) {
    return "Docker cannot limit memory here: its kernel has no memory control group. Leave the memory as usual.";
  }
  if (memoryBytes !== undefined && memoryBytes > engine.memory) {
    return `The event asks for ${inMegabytes(memoryBytes)} of memory, and Docker has ${inMegabytes(engine.memory)}. Ask for less.`;
  }
  if (swapBytes !== undefined && swapBytes !== usualContainer.swapBytes && !engine.limitsSwap) {
    return "Docker cannot limit swap here: its kernel does not account for it (on Linux, start it with swapaccount=1). Leave the swap as usual.";
  }
  if (processes !== undefined && !engine.limitsProcesses) {
    return "Docker cannot limit the number of processes here: its kernel has no pids control group. Leave it as usual.";
  }
  if (seccomp === "strict" && !engine.filtersCalls) {
    return "Docker cannot filter system calls here: it was built or started without seccomp. Choose the default profile.";
  }
  return undefined;
}

function inMegabytes(bytes: number): string {
  return `${String(Math.floor(bytes / megabyte))} MB`;
}
