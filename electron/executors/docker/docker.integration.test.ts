import { execFileSync } from "node:child_process";
import { afterAll } from "vitest";
import { readBed } from "../../../e2e/bed/read-bed.mjs";
import { systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { describeExecutor } from "../conformance.ts";
import { containerName } from "./container-spec.ts";
import { createDockerExecutor } from "./docker-executor.ts";

const owner = `conformance ${String(process.pid)}`;

describeExecutor("docker executor", () => {
  const bed = readBed();
  const executor = createDockerExecutor({ clock: systemClock, logger: silentLogger, owner });
  const target = { on: "container", image: undefined, network: "none" } as const;
  return Promise.resolve({
    executor,
    target,
    withoutInterpreter: { target: { ...target, image: bed.docker.images.busybox } },
    remains(executionId) {
      const found = execFileSync("docker", ["ps", "-aq", "--filter", `name=${containerName(executionId)}`]);
      return Promise.resolve(
        found
          .toString()
          .split("\n")
          .filter((line) => line !== ""),
      );
    },
    close: () => executor.close(),
  });
});

afterAll(async () => {
  const executor = createDockerExecutor({ clock: systemClock, logger: silentLogger, owner });
  await executor.sweep(() => Promise.resolve(false));
});
