import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Executor, ServerConnection } from "../executor.ts";
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
 * Runs scripts on servers over SSH. Nothing needs to be installed there but a POSIX shell and the script's interpreter.
 * A run goes on while the connection, or the program, is gone; its files are below `~/.cronium/runs` until discarded.
 */
export function createSshExecutor(choices: SshExecutorChoices): SshExecutor {
  const { clock, logger } = choices;
  const access = choices.access ?? createServerAccess(createConnectionPool(clock, logger), clock);

  const executor = createSpoolExecutor({
    clock,
    locate(request) {
      if (request.target.on !== "servers") {
        return { reason: "internal", message: "A script that does not run on a server was given to SSH" };
      }
      const { server } = request.target;
      const commands = access.commandsOn(server);
      return {
        place: server.name,
        source: createCommandSpool({ commands, clock, request, root: "", followFromStart: true, concern: "server" }),
        handle: { executor: "ssh", serverId: server.id, spool: `.cronium/runs/${request.executionId}` },
        spoolFull: "session_failed",
      };
    },
    close() {
      access.close();
      return Promise.resolve();
    },
  });
  return { ...executor, access, check: access.check };
}
