import type { ContainerNetwork } from "../shared/words.ts";
import { readBed } from "../e2e/bed/read-bed.mjs";
import { containerSpec } from "../electron/executors/docker/container-spec.ts";
import { packDelivery } from "../electron/executors/docker/launcher.ts";
import type { BenchRow, Scale } from "./bench-row.ts";
import { benchContainerCalls } from "./container-calls.ts";
import { compareJobs, script } from "./compare-jobs.ts";
import { dockerFlags } from "./docker-flags.ts";
import { openJobTimer } from "./job-timer.ts";
import { timeCommand } from "./time-command.ts";

/** Jobs in containers, and the calls they make while they run. */
export async function benchContainer(scale: Scale): Promise<BenchRow[]> {
  const rows = [...(await benchPlace(scale, "none")), ...(await benchPlace(scale, "outside"))];
  return [...rows, ...(await benchContainerCalls(scale))];
}

/** A job in a container beside `docker run --rm` with the same image and restrictions and the script on its stdin. */
async function benchPlace(scale: Scale, network: ContainerNetwork): Promise<BenchRow[]> {
  const image = readBed().docker.images.bash;
  const delivery = packDelivery("BASH", script, {});
  const spec = containerSpec({ executionId: "bench", owner: "bench", image, delivery });
  // `docker run` has no network that is as closed; its own bridge is there already, ours is made for each.
  const plain = { ...spec, HostConfig: { ...spec.HostConfig, NetworkMode: network === "none" ? "none" : "bridge" } };
  const parameters = ["run", "--rm", "--interactive", ...dockerFlags(plain), "--entrypoint", "bash", image, "-s"];
  const timer = await openJobTimer();
  try {
    const run = { on: "container", image, network } as const;
    const eventId = await timer.createEvent({ name: "container", type: "BASH", run, script });
    return await compareJobs({
      name: network === "none" ? "container job" : "container job with access outside",
      against: "docker run",
      count: scale(20),
      timer,
      eventId,
      baseline: () => timeCommand("docker", parameters, script),
      baselineRemoves: true,
    });
  } finally {
    await timer.close();
  }
}
