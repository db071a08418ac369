import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Executor, ServerConnection } from "../executor.ts";
import type { Commands } from "../spool/command-channel.ts";
import { createCommandSpool } from "../spool/command-spool.ts";
import { createSpoolExecutor } from "../spool/spool-executor.ts";
import { createConnectionPool, type ConnectionPool } from "./connection-pool.ts";
import { checkServer, type ServerCheck } from "./server-check.ts";

export interface SshExecutor extends Executor {
  /** Tests a server as a run would reach it, within 15 s. Rejects only when the signal aborts. */
  check(server: ServerConnection, signal?: AbortSignal): Promise<ServerCheck>;
}

export interface SshExecutorChoices {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Connections to servers; its own when absent. */
  readonly pool?: ConnectionPool;
}

/**
 * Runs scripts on servers over SSH. Nothing needs to be installed there but a POSIX shell and the script's interpreter.
 * A run goes on while the connection, or the program, is gone; its files are below `~/.cronium/runs` until discarded.
 */
export function createSshExecutor(choices: SshExecutorChoices): SshExecutor {
  const { clock, logger, pool = createConnectionPool(clock, logger) } = choices;

  function commandsOn(server: ServerConnection): Commands {
    return {
      place: server.name,
      open: (command, use, signal) => pool.open(server, command, use, signal),
    };
  }

  const executor = createSpoolExecutor({
    clock,
    locate(request) {
      if (request.target.on !== "servers") {
        return { reason: "internal", message: "A script that does not run on a server was given to SSH" };
      }
      const { server } = request.target;
      const commands = commandsOn(server);
      return {
        place: server.name,
        source: createCommandSpool({ commands, clock, request, root: "", followFromStart: true, concern: "server" }),
        handle: { executor: "ssh", serverId: server.id, spool: `.cronium/runs/${request.executionId}` },
        spoolFull: "session_failed",
      };
    },
    close() {
      pool.close();
      return Promise.resolve();
    },
  });
  return { ...executor, check: (server, signal) => checkServer(server, clock, signal) };
}
