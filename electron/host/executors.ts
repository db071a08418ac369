import { join } from "node:path";
import type { RunPlace } from "../../shared/words.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { CheckParts } from "../definitions/check-server.ts";
import { createDockerExecutor } from "../executors/docker/docker-executor.ts";
import type { Executor } from "../executors/executor.ts";
import { createLocalExecutor } from "../executors/local/local-executor.ts";
import { createSshExecutor } from "../executors/ssh/ssh-executor.ts";
import type { Configuration } from "./configuration.ts";

/** The places where scripts run, and what can be asked of them besides. */
export interface HostExecutors {
  readonly byPlace: Readonly<Record<RunPlace, Executor>>;
  readonly check: CheckParts["check"];
  readonly checkDocker: () => Promise<{ readonly available: boolean; readonly detail: string }>;
  /** Removes what no execution needs any more, in places that know only an execution's id. */
  readonly sweep: (isNeeded: (executionId: string) => Promise<boolean>) => Promise<void>;
  close(): Promise<void>;
}

export function createExecutors(parts: {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly configuration: Configuration;
}): HostExecutors {
  const { clock, logger, configuration } = parts;
  const ssh = createSshExecutor({ clock, logger });
  const docker = createDockerExecutor({
    clock,
    logger,
    owner: configuration.dataDirectory,
    images: configuration.images,
  });
  const local = createLocalExecutor({ clock, logger, spoolDirectory: join(configuration.dataDirectory, "runs") });
  return {
    byPlace: { servers: ssh, container: docker, "this-computer": local },
    check: (server) => ssh.check(server),
    checkDocker: () => docker.check(),
    async sweep(isNeeded) {
      if ((await docker.check()).available) await docker.sweep(isNeeded);
    },
    async close() {
      await Promise.all([ssh.close(), docker.close(), local.close()]);
    },
  };
}
