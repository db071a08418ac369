import type { ContainerCreateOptions } from "dockerode";
import { containerBounds, type ContainerSettings } from "../../../shared/container.ts";
import { groupSignalVariable, launcherDirectory, type Delivery } from "./launcher.ts";
import { strictSeccomp } from "./strict-seccomp.ts";

/** Labels by which the program finds its containers again, and tells them from anybody else's. */
export const executionLabel = "dev.cronium.execution";
export const ownerLabel = "dev.cronium.owner";
/** Says what a container of ours is, where it is not a script's. */
export const roleLabel = "dev.cronium.role";

const megabyte = 1024 * 1024;
const billion = 1_000_000_000;

export interface ContainerWish {
  readonly executionId: string;
  /** Identity of the data directory the execution belongs to. */
  readonly owner: string;
  readonly image: string;
  /** Whose network it shares; absent: it has none but a loopback. */
  readonly relay?: string | undefined;
  readonly delivery: Delivery;
  /** What differs from the usual of a container. */
  readonly settings?: ContainerSettings | undefined;
}

/** The name is known before the container exists, so that a crash at any moment leaves something to look for. */
export function containerName(executionId: string): string {
  return `cronium-${executionId}`;
}

/**
 * A container that can do nothing but run the script: an ordinary user without capabilities, a read-only root, work
 * areas in memory, bounded memory, processes and processor time, and no network unless it was asked for. Its processes,
 * semaphores and control groups are its own, and it has no device but the usual harmless ones.
 */
export function containerSpec(wish: ContainerWish): ContainerCreateOptions & { readonly name: string } {
  const bounds = containerBounds(wish.settings);
  return {
    name: containerName(wish.executionId),
    Image: wish.image,
    // Replaces the image's own entry point, which may expect to be root or to write to the root file system.
    Entrypoint: [...wish.delivery.command],
    Cmd: [],
    User: "1000:1000",
    WorkingDir: "/workspace",
    // Visible to anyone who may ask Docker: nothing of the event's own environment goes here.
    Env: ["HOME=/workspace", "PYTHONUNBUFFERED=1", `${groupSignalVariable}=1`],
    Labels: { [executionLabel]: wish.executionId, [ownerLabel]: wish.owner },
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    // Ends the launcher's wait when the program goes away before everything is delivered.
    StdinOnce: true,
    Tty: false,
    // An image's own health check would start a process among the script's again and again.
    Healthcheck: { Test: ["NONE"] },
    HostConfig: {
      ...ownControlGroups,
      Init: true,
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges", ...(bounds.seccomp === "strict" ? [`seccomp=${strictSeccomp}`] : [])],
      IpcMode: "private",
      NetworkMode: wish.relay === undefined ? "none" : `container:${wish.relay}`,
      Memory: bounds.memoryBytes,
      // Docker counts both together.
      MemorySwap: bounds.memoryBytes + bounds.swapBytes,
      NanoCpus: Math.round(bounds.processors * billion),
      PidsLimit: bounds.processes,
      Ulimits: [
        { Name: "nofile", Soft: bounds.openFiles, Hard: bounds.openFiles },
        { Name: "core", Soft: 0, Hard: 0 },
      ],
      Tmpfs: {
        "/tmp": `rw,noexec,nosuid,nodev,size=${String(bounds.temporaryBytes)},mode=1777`,
        "/workspace": `rw,exec,nosuid,nodev,size=${String(bounds.workspaceBytes)},mode=0700,uid=1000,gid=1000`,
        [launcherDirectory]: `rw,noexec,nosuid,nodev,size=${String(launcherBytes(wish.delivery))},mode=0700,uid=1000,gid=1000`,
      },
      // Read again after a break. `local` keeps bytes as they are (`json-file` replaces what is not UTF-8) and is
      // never rotated here: what it holds goes when the container is discarded.
      LogConfig: { Type: "local", Config: { "max-size": "1000g", "max-file": "1", compress: "false" } },
    },
  };
}

/** Known to engines from 20.10 on, and passed over by older ones. */
const ownControlGroups: object = { CgroupnsMode: "private" };

/** The block and, for a moment beside it, the script cut out of it; a page or two more for the file system. */
function launcherBytes(delivery: Delivery): number {
  return 2 * delivery.bytes.length + megabyte;
}
