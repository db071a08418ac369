import type { ContainerCreateOptions, NetworkCreateOptions } from "dockerode";
import type { Duplex, Readable } from "node:stream";
import type { Clock } from "../../base/clock.ts";
import { executionLabel, ownerLabel, roleLabel } from "./container-spec.ts";
import { engineConnection } from "./engine-connection.ts";
import type { EngineMeant } from "./endpoint/connect-engine.ts";
import { EngineRefusal } from "./engine-error.ts";
import type { EngineAbilities } from "./engine-limits.ts";
import { plainWait } from "./plain-wait.ts";

export interface ContainerState {
  /** False for one that was created and nothing more. */
  readonly everStarted: boolean;
  readonly isRunning: boolean;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
}

export interface OwnedContainer {
  readonly id: string;
  readonly name: string;
  /** Absent where it was made before an execution needed it. */
  readonly executionId: string | undefined;
  /** What it is, where it is not a script's container. */
  readonly role: string | undefined;
  /** As it was asked for, such as `none` or `container:ID`. */
  readonly networkMode: string;
}

export interface EngineNetwork {
  readonly id: string;
  readonly name: string;
  /** Such as `172.17.0.0/16`. */
  readonly subnets: readonly string[];
  readonly owner: string | undefined;
}

/**
 * What we ask of a Docker engine; the only file that speaks to one. Containers go by name or id. Every call has a
 * deadline and throws EngineRefusal (it said no) or EngineUnreachable (it said nothing); streams last until destroyed.
 */
export interface Engine {
  /** The socket or address, for people. */
  readonly endpoint: string;
  /** The engine's version, such as `27.3.1`. */
  version(): Promise<string>;
  create(options: ContainerCreateOptions): Promise<void>;
  /** Both directions of a container: what is written is its stdin, what is read is framed output. Before `start`. */
  attach(container: string): Promise<Duplex>;
  start(container: string): Promise<void>;
  /** Undefined when there is no such container. */
  inspect(container: string): Promise<ContainerState | undefined>;
  /** Resolves when the container does not run, or after `limitMs` all the same. */
  wait(container: string, limitMs: number, signal: AbortSignal): Promise<void>;
  /** Framed output from the container's first byte on, for as long as it runs; of an ended one, all of it. */
  output(container: string): Promise<Readable>;
  /** Signals the container's init. False when it does not run (any more). */
  signal(container: string, signal: "SIGTERM" | "SIGKILL"): Promise<boolean>;
  /** Command lines of the container's processes, as "PID COMMAND". */
  processes(container: string): Promise<readonly string[]>;
  /** What a running container uses, as the engine tells it; the answer may take a second. */
  statistics(container: string, signal: AbortSignal): Promise<unknown>;
  /** What containers can be held to. */
  abilities(): Promise<EngineAbilities>;
  /** Ends and removes a container with its volumes; content when there is none. */
  remove(container: string): Promise<void>;
  containersOf(owner: string): Promise<readonly OwnedContainer[]>;
  /** All there are, whosesoever. */
  networks(): Promise<readonly EngineNetwork[]>;
  createNetwork(options: NetworkCreateOptions): Promise<void>;
  /** Content when there is none. */
  removeNetwork(network: string): Promise<void>;
  /** Progress of a pull, as JSON lines; the first may take until the registry has answered, at most `limitMs`. */
  pull(image: string, limitMs: number, signal: AbortSignal): Promise<Readable>;
}

const quickMs = 10_000;
/** Creating and starting wait for disks, networks and other containers. */
const slowMs = 60_000;

export interface EngineChoices extends EngineMeant {
  readonly clock: Clock;
}

export function createEngine({ clock, ...meant }: EngineChoices): Engine {
  const connection = engineConnection(clock, meant);
  const { ask } = connection;

  async function unlessRefused<T>(statusCodes: readonly number[], otherwise: T, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof EngineRefusal && statusCodes.includes(error.statusCode)) return otherwise;
      throw error;
    }
  }

  return {
    get endpoint() {
      return connection.words;
    },

    version: () => ask(5_000, "asking for its version", async (docker) => String((await docker.version()).Version)),

    create: (options) =>
      ask(slowMs, "creating a container", async (docker, abortSignal) => {
        await docker.createContainer({ ...options, abortSignal });
      }),

    attach: (container) =>
      ask(quickMs, "attaching to a container", async (docker, abortSignal) => {
        const streams = { stream: true, stdin: true, stdout: true, stderr: true };
        return (await docker.getContainer(container).attach({ ...streams, hijack: true, abortSignal })) as Duplex;
      }),

    start: (container) =>
      ask(slowMs, "starting a container", async (docker, abortSignal) => {
        await docker.getContainer(container).start({ abortSignal });
      }),

    inspect: (container) =>
      unlessRefused(
        [404],
        undefined,
        ask(quickMs, "inspecting a container", async (docker, abortSignal) => {
          const { State: state } = await docker.getContainer(container).inspect({ abortSignal });
          return {
            // The engine writes the year 1 for "never".
            everStarted: state.Status !== "created" && !state.StartedAt.startsWith("0001-"),
            isRunning: state.Running,
            exitCode: state.ExitCode,
            outOfMemory: state.OOMKilled,
          };
        }),
      ),

    wait: (container, limitMs, signal) =>
      ask(limitMs + quickMs, "waiting for a container", async (docker, overdue) => {
        const enough = new AbortController();
        const cancel = clock.after(limitMs, () => enough.abort());
        try {
          const abortSignal = AbortSignal.any([signal, overdue, enough.signal]);
          await plainWait(docker, container, abortSignal);
        } catch (error) {
          if (!enough.signal.aborted) throw error;
        } finally {
          cancel();
        }
      }),

    output: (container) =>
      ask(quickMs, "reading a container's output", async (docker, abortSignal) => {
        // Without `follow` the client would hold the whole output in memory.
        return (await docker
          .getContainer(container)
          .logs({ stdout: true, stderr: true, follow: true, abortSignal })) as Readable;
      }),

    signal: (container, signal) =>
      unlessRefused(
        [404, 409],
        false,
        ask(quickMs, "signalling a container", async (docker, abortSignal) => {
          await docker.getContainer(container).kill({ signal, abortSignal });
          return true;
        }),
      ),

    processes: (container) =>
      ask(quickMs, "listing a container's processes", async (docker) => {
        const answer = (await docker.getContainer(container).top()) as { Titles: string[]; Processes: string[][] };
        const id = answer.Titles.indexOf("PID");
        return answer.Processes.map((row) => `${row[id] ?? "?"} ${row.at(-1) ?? "?"}`);
      }),

    statistics: (container, signal) =>
      ask(quickMs, "asking what a container uses", async (docker, overdue) => {
        const abortSignal = AbortSignal.any([signal, overdue]);
        const choices = { stream: false, "one-shot": true, abortSignal };
        return await docker.getContainer(container).stats(choices as { stream: false });
      }),

    abilities: () =>
      ask(quickMs, "asking what it can do", async (docker) => {
        const told = (await docker.info()) as Record<string, unknown>;
        const options = told["SecurityOptions"];
        return {
          processors: Number(told["NCPU"]),
          memory: Number(told["MemTotal"]),
          limitsMemory: told["MemoryLimit"] === true,
          limitsSwap: told["SwapLimit"] === true,
          limitsProcessors: told["CpuCfsQuota"] === true,
          limitsProcesses: told["PidsLimit"] === true,
          filtersCalls: Array.isArray(options) && options.some((option) => String(option).includes("seccomp")),
        };
      }),

    remove: (container) =>
      unlessRefused(
        // 409: a removal is already under way.
        [404, 409],
        undefined,
        ask(slowMs, "removing a container", async (docker, abortSignal) => {
          await docker.getContainer(container).remove({ force: true, v: true, abortSignal });
        }),
      ),

    containersOf: (owner) =>
      ask(quickMs, "listing containers", async (docker, abortSignal) => {
        const filters = { label: [`${ownerLabel}=${owner}`] };
        const found = await docker.listContainers({ all: true, filters, abortSignal });
        return found.map((each) => ({
          name: each.Names[0]?.replace("/", "") ?? each.Id,
          id: each.Id,
          executionId: each.Labels[executionLabel],
          role: each.Labels[roleLabel],
          networkMode: each.HostConfig.NetworkMode,
        }));
      }),

    networks: () =>
      ask(quickMs, "listing networks", async (docker, abortSignal) => {
        const found = await docker.listNetworks({ abortSignal });
        return found.map((each) => ({
          id: each.Id,
          name: each.Name,
          subnets: (each.IPAM?.Config ?? []).flatMap(({ Subnet: subnet }) => subnet ?? []),
          owner: each.Labels?.[ownerLabel],
        }));
      }),

    createNetwork: (options) =>
      ask(slowMs, "creating a network", async (docker, abortSignal) => {
        await docker.createNetwork({ ...options, abortSignal });
      }),

    removeNetwork: (network) =>
      unlessRefused(
        [404],
        undefined,
        ask(slowMs, "removing a network", async (docker, abortSignal) => {
          await docker.getNetwork(network).remove({ abortSignal });
        }),
      ),

    pull: (image, limitMs, signal) =>
      ask(limitMs, "asking for an image", async (docker, overdue) => {
        const abortSignal = AbortSignal.any([signal, overdue]);
        return (await docker.pull(image, { abortSignal })) as Readable;
      }),
  };
}
