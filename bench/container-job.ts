import { readBed } from "../e2e/bed/read-bed.mjs";
import { containerSpec } from "../electron/executors/docker/container-spec.ts";
import { packDelivery } from "../electron/executors/docker/launcher.ts";
import type { BenchRow, Scale } from "./bench-row.ts";
import { compareJobs, script } from "./compare-jobs.ts";
import { dockerFlags } from "./docker-flags.ts";
import { openJobTimer } from "./job-timer.ts";
import { timeCommand } from "./time-command.ts";

/** A job in a container beside `docker run --rm` with the same image and restrictions and the script on its stdin. */
export async function benchContainer(scale: Scale): Promise<BenchRow[]> {
  const image = readBed().docker.images.bash;
  const network = "none";
  const delivery = packDelivery("BASH", script, {});
  const spec = containerSpec({ executionId: "bench", owner: "bench", image, delivery });
  const parameters = ["run", "--rm", "--interactive", ...dockerFlags(spec), "--entrypoint", "bash", image, "-s"];
  const timer = await openJobTimer();
  try {
    const run = { on: "container", image, network } as const;
    const eventId = await timer.createEvent({ name: "container", type: "BASH", run, script });
    return await compareJobs({
      name: "container job",
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
