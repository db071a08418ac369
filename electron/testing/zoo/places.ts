import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import type { ConformanceBench } from "../../executors/conformance-bench.ts";
import { createDockerExecutor } from "../../executors/docker/docker-executor.ts";
import { createLocalExecutor } from "../../executors/local/local-executor.ts";
import { openSshBench } from "../../executors/ssh/ssh-conformance-bench.ts";

/** Where the zoo is let loose; the servers have bash, dash and busybox for shells. */
export const zooPlaces = ["this computer", "container", "web-1", "web-2", "web-3"] as const;
export type ZooPlace = (typeof zooPlaces)[number];

/** Opens a place of the test bed. */
export async function openPlace(place: ZooPlace): Promise<ConformanceBench> {
  if (place === "this computer") return openThisComputer();
  if (place === "container") return openContainers();
  return openSshBench(place);
}

async function openThisComputer(): Promise<ConformanceBench> {
  const directory = await mkdtemp(join(tmpdir(), "cronium-zoo-"));
  const executor = createLocalExecutor({ clock: systemClock, logger: silentLogger, directory });
  return {
    executor,
    target: { on: "this-computer" },
    withoutInterpreter: {},
    remains: async (executionId) => (await readdir(join(directory, "runs"))).filter((name) => name === executionId),
    async close() {
      await executor.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function openContainers(): ConformanceBench {
  const owner = `zoo ${String(process.pid)}`;
  const executor = createDockerExecutor({ clock: systemClock, logger: silentLogger, owner });
  return {
    executor,
    target: { on: "container", image: undefined, network: "none" },
    withoutInterpreter: {},
    remains: (executionId) => {
      const filter = `label=dev.cronium.execution=${executionId}`;
      const found = execFileSync("docker", ["ps", "-aq", "--filter", filter], { encoding: "utf8" });
      return Promise.resolve(found.split("\n").filter((line) => line !== ""));
    },
    async close() {
      await executor.sweep(() => Promise.resolve(false));
      await executor.close();
    },
  };
}
