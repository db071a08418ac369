import type { ContainerCreateOptions, NetworkCreateOptions } from "dockerode";
import { executionLabel, ownerLabel, roleLabel } from "./container-spec.ts";
import { closeNetwork, type Closing } from "./packet-filter.ts";
import { relayProgram, relayUser, runtimeName, runtimePort } from "./relay-program.ts";

export const relayRole = "relay";

const megabyte = 1024 * 1024;

export interface RelayWish {
  /** Also that of its network, where it has one of its own. */
  readonly name: string;
  readonly owner: string;
  readonly image: string;
  /** Absent for one that is made before anybody needs it. */
  readonly executionId: string | undefined;
  /** What it closes of its network at first; absent: it has none, only its loopback. */
  readonly closing: Closing | undefined;
}

/**
 * The container whose network a script's container shares. It can do nothing but pass bytes on: a user of its own, no
 * privilege, a read-only root, 64 MB. Where it has to close its network, it has the privilege for that until it has.
 */
export function relaySpec(wish: RelayWish): ContainerCreateOptions & { readonly name: string } {
  const { closing } = wish;
  const orders = closing === undefined ? "" : closeNetwork(closing).toString("hex");
  const user = String(relayUser);
  return {
    name: wish.name,
    Image: wish.image,
    Entrypoint: ["python3", "-I", "-S", "-c", relayProgram, String(runtimePort), user, orders],
    Cmd: [],
    User: closing === undefined ? `${user}:${user}` : "0:0",
    WorkingDir: "/",
    Labels: labels(wish),
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    // A later process takes the talk up again.
    StdinOnce: false,
    Tty: false,
    Healthcheck: { Test: ["NONE"] },
    HostConfig: {
      Init: false,
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      CapAdd: closing === undefined ? [] : ["NET_ADMIN", "SETUID", "SETGID"],
      SecurityOpt: ["no-new-privileges"],
      NetworkMode: closing === undefined ? "none" : wish.name,
      ExtraHosts: [`${runtimeName}:127.0.0.1`],
      IpcMode: "none",
      Memory: 64 * megabyte,
      MemorySwap: 64 * megabyte,
      PidsLimit: 4,
      Ulimits: [{ Name: "core", Soft: 0, Hard: 0 }],
      LogConfig: { Type: "none", Config: {} },
    },
  };
}

/** A network of one relay alone. @param subnet such as `10.213.4.16/28` */
export function networkSpec(wish: Omit<RelayWish, "image" | "closing">, subnet: string): NetworkCreateOptions {
  return {
    Name: wish.name,
    CheckDuplicate: true,
    Driver: "bridge",
    EnableIPv6: false,
    IPAM: { Driver: "default", Config: [{ Subnet: subnet }] },
    Options: { "com.docker.network.bridge.enable_icc": "false" },
    Labels: labels(wish),
  };
}

function labels({ owner, executionId }: Pick<RelayWish, "owner" | "executionId">): Record<string, string> {
  return {
    [ownerLabel]: owner,
    [roleLabel]: relayRole,
    ...(executionId === undefined ? {} : { [executionLabel]: executionId }),
  };
}
