import type { ContainerCreateOptions } from "dockerode";

/** Flags of `docker run` that ask for the user, the restrictions and the log of a request to the engine. */
export function dockerFlags({
  User: user,
  WorkingDir: directory,
  Env: environment,
  HostConfig: host = {},
}: ContainerCreateOptions): string[] {
  const limits = (host.Ulimits ?? []).map(({ Name: name, Soft: soft, Hard: hard }) =>
    [name, [soft, hard].join(":")].join("="),
  );
  return [
    ...(host.Init === true ? ["--init"] : []),
    ...(host.ReadonlyRootfs === true ? ["--read-only"] : []),
    ...each("--user", [user]),
    ...each("--workdir", [directory]),
    ...each("--env", environment),
    ...each("--network", [host.NetworkMode]),
    ...each("--cap-drop", host.CapDrop),
    ...each("--security-opt", host.SecurityOpt),
    ...each("--memory", [host.Memory]),
    ...each("--memory-swap", [host.MemorySwap]),
    ...each("--cpus", [(host.NanoCpus ?? 0) / 1e9]),
    ...each("--pids-limit", [host.PidsLimit]),
    ...each("--ulimit", limits),
    ...each("--tmpfs", pairs(host.Tmpfs, ":")),
    ...each("--log-driver", [host.LogConfig?.Type]),
    ...each("--log-opt", pairs(host.LogConfig?.Config, "=")),
  ];
}

function each(flag: string, values: unknown): string[] {
  return (Array.isArray(values) ? values : []).flatMap((value) => [flag, String(value)]);
}

function pairs(record: unknown, separator: string): string[] {
  return Object.entries((record ?? {}) as Record<string, string>).map((entry) => entry.join(separator));
}
