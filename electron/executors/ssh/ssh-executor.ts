import { usualOptions } from "../../../shared/server-options.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { ExecutionHandle, Executor, ServerConnection } from "../executor.ts";
import { createCommandSpool } from "../spool/command-spool.ts";
import { createSpoolExecutor } from "../spool/spool-executor.ts";
import { createConnectionPool } from "./connection-pool.ts";
import { createServerAccess, type PooledAccess } from "./create-server-access.ts";
import type { ServerCheck } from "./server-check.ts";

export interface SshExecutor extends Executor {
  /** What its runs are done over. */
  readonly access: PooledAccess;
  /** Tests a server as a run would reach it, within 15 s. Rejects only when the signal aborts. */
  check(server: ServerConnection, signal?: AbortSignal): Promise<ServerCheck>;
}

export interface SshExecutorChoices {
  readonly clock: Clock;
  readonly logger: Logger;
  /** How servers are reached; over connections of its own when absent. */
  readonly access?: PooledAccess;
}

/**
 * Runs scripts on servers over SSH. They need a POSIX shell, tar, a tool for SHA-256 and the script's interpreter;
 * the runner is put there when it is missing. A run goes on while the connection, or the program, is gone; its files are
 * below the server's directory (`~/.cronium`) until discarded.
 */
export function createSshExecutor(choices: SshExecutorChoices): SshExecutor {
  const { clock, logger } = choices;
  const access = choices.access ?? createServerAccess(createConnectionPool(clock, logger), clock);

  const executor = createSpoolExecutor({
    clock,
    locate(request, handle) {
      if (request.target.on !== "servers") {
        return { reason: "internal", message: "A script that does not run on a server was given to SSH" };
      }
      const { server } = request.target;
      const commands = access.commandsOn(server);
      const directory = directoryOf(server, handle);
      return {
        place: server.name,
        source: createCommandSpool({
          commands,
          clock,
          request,
          directory,
          keepsPayloads: true,
          followFromStart: true,
          concern: "server",
        }),
        handle: { executor: "ssh", serverId: server.id, directory, spool: `${directory}/runs/${request.executionId}` },
        spoolFull: "server_disk_full",
      };
    },
    close() {
      access.close();
      return Promise.resolve();
    },
  });
  return { ...executor, access, check: access.check };
}

/** A run stays where it began, whatever is chosen for its server meanwhile. */
function directoryOf({ options }: ServerConnection, handle: ExecutionHandle | undefined): string {
  const chosen = options?.directory ?? usualOptions.directory;
  if (handle === undefined) return chosen;
  const begunIn = handle["directory"];
  return typeof begunIn === "string" ? begunIn : usualOptions.directory;
}
