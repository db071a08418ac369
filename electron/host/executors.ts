import type { RunPlace } from "../../shared/words.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { CheckParts } from "../definitions/check-server.ts";
import { createDockerExecutor } from "../executors/docker/docker-executor.ts";
import type { Engine } from "../executors/docker/engine.ts";
import { createImageEngine } from "../executors/docker/images/image-engine.ts";
import { createImageWorks, type ImageWorks } from "../executors/docker/images/image-works.ts";
import { byKind } from "../executors/by-kind.ts";
import type { AnyExecutionRequest, Executor } from "../executors/executor.ts";
import { createHttpExecutor } from "../executors/http/http-executor.ts";
import { createLocalCommands } from "../executors/local/local-commands.ts";
import { createLocalExecutor } from "../executors/local/local-executor.ts";
import { sweepSpools } from "../executors/local/sweep-spools.ts";
import type { Commands } from "../executors/spool/command-channel.ts";
import type { ServerNews } from "../executors/ssh/connection-pool.ts";
import type { PooledAccess } from "../executors/ssh/create-server-access.ts";
import type { FindServer } from "../executors/ssh/latest-connections.ts";
import type { ServerAccess } from "../executors/ssh/server-access.ts";
import { createSshExecutor } from "../executors/ssh/ssh-executor.ts";
import type { Configuration } from "./configuration.ts";

/** The places where scripts run, and what can be asked of them besides. */
export interface HostExecutors {
  readonly byPlace: Readonly<Record<RunPlace, Executor<AnyExecutionRequest>>>;
  readonly check: CheckParts["check"];
  readonly checkDocker: () => Promise<{ readonly available: boolean; readonly detail: string }>;
  /**
   * Ends and removes what no execution needs any more, in places that know only an execution's id.
   * @returns the ids of those removed
   */
  readonly sweep: (isNeeded: (executionId: string) => Promise<boolean>) => Promise<readonly string[]>;
  /** What is done on servers besides runs; absent where none is reached. */
  readonly servers?: ServerAccess;
  /** Tells of servers as it learns of them; the returned function ends it. */
  readonly listenToServers?: (listener: ServerNews) => () => void;
  /** Whom to ask how a server is reached once that has changed. */
  readonly findServersWith?: (find: FindServer) => void;
  /** Builds and pulls of images; absent where no engine is used. */
  readonly imageWorks?: ImageWorks;
  close(): Promise<void>;
}

/** What executors reach the outside with; each has its own where one is absent. */
export interface Reach {
  readonly commands?: Commands;
  readonly access?: PooledAccess;
  readonly engine?: Engine;
}

export function createExecutors(
  parts: { readonly clock: Clock; readonly logger: Logger; readonly configuration: Configuration },
  reach: Reach = {},
): HostExecutors {
  const { clock, logger, configuration } = parts;
  const { commands, access, engine } = reach;
  const ssh = createSshExecutor({ clock, logger, ...(access && { access }) });
  const imageWorks = createImageWorks({ clock, logger, engine: createImageEngine({ clock, ...configuration.docker }) });
  const docker = createDockerExecutor({
    clock,
    logger,
    imageWorks,
    owner: configuration.dataDirectory,
    images: configuration.images,
    docker: configuration.docker,
    ...(engine && { engine }),
  });
  const directory = configuration.dataDirectory;
  const local = createLocalExecutor({ clock, logger, directory, ...(commands && { commands }) });
  const http = createHttpExecutor({ clock, environment: process.env });
  return {
    byPlace: { servers: ssh, container: docker, "this-computer": byKind(local, http) },
    check: (server) => ssh.check(server),
    checkDocker: () => docker.check(),
    async sweep(isNeeded) {
      const containers = (await docker.check()).available ? await docker.sweep(isNeeded) : [];
      const shells = commands ?? createLocalCommands();
      return [...containers, ...(await sweepSpools({ directory, commands: shells, clock, logger }, isNeeded))];
    },
    servers: ssh.access,
    listenToServers: ssh.access.listen,
    findServersWith: ssh.access.findWith,
    imageWorks,
    async close() {
      await Promise.all([ssh.close(), docker.close(), local.close(), imageWorks.close()]);
    },
  };
}
