import { usualOptions } from "../../../shared/server-options.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type {
  ExecutionContext,
  ExecutionHandle,
  ExecutionOutcome,
  ExecutionRequest,
  Executor,
  ServerConnection,
} from "../executor.ts";
import { createCommandSpool, type CommandSpool } from "../spool/command-spool.ts";
import { createSpoolExecutor } from "../spool/spool-executor.ts";
import { createConnectionPool } from "./connection-pool.ts";
import { createServerAccess, type PooledAccess } from "./create-server-access.ts";
import { attendRuntime, tokenVariable, type RuntimeAttendance } from "./runtime/attend-runtime.ts";
import { createDoors } from "./runtime/open-door.ts";
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

  const doors = createDoors(access, clock);
  // What is known of a request's run while it is attended.
  const attended = new WeakMap<ExecutionRequest, AttendedRun>();

  const executor = createSpoolExecutor({
    clock,
    locate(request, handle) {
      if (request.target.on !== "servers") {
        return { reason: "internal", message: "A script that does not run on a server was given to SSH" };
      }
      const { server } = request.target;
      const commands = access.commandsOn(server);
      const directory = directoryOf(server, handle);
      const run = attended.get(request);
      const source = createCommandSpool({
        commands,
        clock,
        request: run === undefined ? request : withoutToken(request),
        directory,
        keepsPayloads: true,
        followFromStart: true,
        ...(run && { prepare: run.runtime.prepare }),
        concern: "server",
      });
      if (run !== undefined) run.spool = source;
      return {
        place: server.name,
        source,
        handle: { executor: "ssh", serverId: server.id, directory, spool: `${directory}/runs/${request.executionId}` },
        spoolFull: "server_disk_full",
      };
    },
    close() {
      access.close();
      return Promise.resolve();
    },
  });

  /**
   * Does the work of a run while its script can reach the runtime API.
   * @param handle of a run that was begun before
   */
  async function attend(
    request: ExecutionRequest,
    context: ExecutionContext,
    handle: ExecutionHandle | undefined,
    work: () => Promise<ExecutionOutcome>,
  ): Promise<ExecutionOutcome> {
    const { runtime: door, target } = request;
    if (door === undefined || target.on !== "servers") return work();
    const run: { spool?: CommandSpool } = {};
    const spool = (): CommandSpool => {
      if (run.spool === undefined) throw new Error("a run without a spool has nothing to attend");
      return run.spool;
    };
    const { options = usualOptions } = target.server;
    // What belongs to it is removed with it, from the directory that it is in.
    const server = { ...target.server, options: { ...options, directory: directoryOf(target.server, handle) } };
    const runtime = attendRuntime({ doors, server, request, door, context, clock, logger, spool });
    attended.set(request, Object.assign(run, { runtime }));
    try {
      // Beside the first commit: a door that nothing comes of is gone with this.
      if (handle === undefined) runtime.begin();
      const outcome = work();
      if (handle !== undefined && run.spool !== undefined) runtime.takeUp();
      return await runtime.settle(await outcome);
    } catch (error) {
      await runtime.leave();
      throw error;
    }
  }

  return {
    ...executor,
    run: (request, context) => attend(request, context, undefined, () => executor.run(request, context)),
    resume: (request, handle, context) =>
      attend(request, context, handle, () => executor.resume(request, handle, context)),
    access,
    check: access.check,
  };
}

interface AttendedRun {
  readonly runtime: RuntimeAttendance;
  spool?: CommandSpool;
}

/** A script that calls nothing needs no token. */
function withoutToken(request: ExecutionRequest): ExecutionRequest {
  const environment = Object.entries(request.environment).filter(([name]) => name !== tokenVariable);
  return { ...request, environment: Object.fromEntries(environment) };
}

/** A run stays where it began, whatever is chosen for its server meanwhile. */
function directoryOf({ options }: ServerConnection, handle: ExecutionHandle | undefined): string {
  const chosen = options?.directory ?? usualOptions.directory;
  if (handle === undefined) return chosen;
  const begunIn = handle["directory"];
  return typeof begunIn === "string" ? begunIn : usualOptions.directory;
}
