import { spawn } from "node:child_process";
import { openSync, closeSync } from "node:fs";
import { once } from "node:events";
import { readBed } from "../e2e/bed/read-bed.mjs";
import { containerSpec } from "../electron/executors/docker/container-spec.ts";
import { packDelivery } from "../electron/executors/docker/launcher.ts";
import { openControlMaster } from "./control-master.ts";
import { dockerFlags } from "./docker-flags.ts";

/** How fast a place gives a script's output to the plain command for it, which throws it away. MB/s. */
export interface BareRates {
  readonly rate: number;
  /** Reading the engine's own record of the same output afterwards. */
  readonly record?: number;
}

/** A script's output from this computer: a shell and a pipe. */
export async function bareLocal(script: string, bytes: number): Promise<BareRates> {
  return { rate: await rateOf(bytes, "sh", ["-c", "bash -s | cat"], script) };
}

/** A script's output from a container like ours, through the engine's client; its record is kept as ours is. */
export async function bareContainer(script: string, bytes: number): Promise<BareRates> {
  const image = readBed().docker.images.bash;
  const delivery = packDelivery("BASH", script, {});
  const spec = containerSpec({ executionId: "bench", owner: "bench", image, delivery });
  const name = `cronium-bench-${String(process.pid)}`;
  const parameters = [
    "run",
    "--name",
    name,
    "--interactive",
    ...dockerFlags(spec),
    "--entrypoint",
    "bash",
    image,
    "-s",
  ];
  try {
    const rate = await rateOf(bytes, "docker", parameters, script);
    return { rate, record: await rateOf(bytes, "docker", ["logs", name], "") };
  } finally {
    await once(spawn("docker", ["rm", "--force", "--volumes", name], { stdio: "ignore" }), "close");
  }
}

/** A script's output from the bed's first server, over an OpenSSH connection that is open already. */
export async function bareSsh(script: string, bytes: number): Promise<BareRates> {
  const [server] = readBed().servers;
  if (server === undefined) throw new Error("the test bed has no server");
  const master = await openControlMaster(server);
  try {
    return { rate: await rateOf(bytes, "ssh", [...master.parameters, "bash -s"], script) };
  } finally {
    await master.close();
  }
}

async function rateOf(bytes: number, command: string, parameters: readonly string[], script: string): Promise<number> {
  const nowhere = openSync("/dev/null", "w");
  try {
    const begin = performance.now();
    const child = spawn(command, parameters, { stdio: ["pipe", nowhere, "ignore"] });
    child.stdin?.on("error", () => undefined).end(script);
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error(`${command} ended with ${String(code)}`);
    return bytes / 1e3 / (performance.now() - begin);
  } finally {
    closeSync(nowhere);
  }
}
