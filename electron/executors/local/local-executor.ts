import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { processStart, processState } from "../../base/processes.ts";
import type { ExecutionContext, ExecutionOutcome, ExecutionRequest, Executor } from "../executor.ts";
import type { Commands } from "../spool/command-channel.ts";
import { createCommandSpool } from "../spool/command-spool.ts";
import { leftFolder } from "../spool/parcel.ts";
import { createSpoolExecutor } from "../spool/spool-executor.ts";
import type { SpoolSource } from "../spool/spool-source.ts";
import { createControlGroups } from "./control-groups.ts";
import { followFiles } from "./follow-files.ts";
import { keepLeftFiles } from "./keep-left-files.ts";
import { createLocalCommands } from "./local-commands.ts";

/** Where in its directory the spools are; the runner has it so. */
export const spoolFolder = "runs";

export interface LocalExecutorChoices {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Absolute path of the directory that holds the runner and, in `runs`, the spools; made when missing. */
  readonly directory: string;
  /** How shells are started here; the real way when absent. */
  readonly commands?: Commands;
}

/**
 * Runs scripts on this computer, each in a session of its own that outlives the program. Needs a POSIX shell: where
 * there is none (Windows), every run fails and says so.
 */
export function createLocalExecutor(choices: LocalExecutorChoices): Executor {
  const { clock, logger, directory, commands = createLocalCommands() } = choices;
  const spoolDirectory = join(directory, spoolFolder);
  const controlGroups = createControlGroups({ clock, logger, spoolDirectory });

  function sourceOf(request: ExecutionRequest): SpoolSource {
    const spool = createCommandSpool({
      commands,
      clock,
      request: withRuntimeAddress(request),
      directory,
      keepsPayloads: false,
      followFromStart: false,
      controlGroup: () => controlGroups.make(request.executionId),
      keepsFiles: true,
      concern: "this-computer",
    });
    const ownDirectory = join(spoolDirectory, request.executionId);
    const isAlive = watchKeeper(ownDirectory);
    return {
      ...spool,
      async discard(signal) {
        await spool.discard(signal);
        // The script may have removed the file that names its group.
        await controlGroups.drop(request.executionId);
      },
      // Files of one's own are followed without a process for each.
      async follow(log, signal) {
        await followFiles(ownDirectory, log, clock, isAlive, signal);
        return undefined;
      },
    };
  }

  const executor = createSpoolExecutor({
    clock,
    locate(request) {
      if (process.platform === "win32") {
        const message = "Running scripts on this computer needs a POSIX shell, which Windows lacks: use a container";
        return { reason: "interpreter_missing", message };
      }
      return {
        place: commands.place,
        source: sourceOf(request),
        handle: { executor: "local", directory: join(spoolDirectory, request.executionId) },
        spoolFull: "disk_full",
      };
    },
    close() {
      logger.debug("no more scripts are started on this computer");
      return Promise.resolve();
    },
  });

  const keepLeft = (outcome: ExecutionOutcome, request: ExecutionRequest, context: ExecutionContext) =>
    keepLeftFiles(outcome, join(spoolDirectory, request.executionId, leftFolder), context);
  return {
    ...executor,
    run: async (request, context) => keepLeft(await executor.run(request, context), request, context),
    resume: async (request, handle, context) =>
      keepLeft(await executor.resume(request, handle, context), request, context),
  };
}

/** The runtime API listens on this computer: a script here reaches it directly. */
function withRuntimeAddress(request: ExecutionRequest): ExecutionRequest {
  if (request.runtime === undefined) return request;
  return { ...request, environment: { ...request.environment, CRONIUM_RUNTIME_API: request.runtime.url } };
}

/**
 * Tells whether the keeper of a spool lives, as far as can be told cheaply; the status program tells for certain. One
 * that has not named itself yet counts as alive. It is remembered, so that a script may remove the file that names it.
 */
function watchKeeper(directory: string): () => Promise<boolean> {
  let keeper: { readonly pid: number; readonly start: string | undefined } | undefined;
  return async () => {
    if (keeper === undefined) {
      const [pid, , start] = (await readFile(join(directory, "process"), "utf8").catch(() => "")).split(" ");
      // Without its directory it will never name itself.
      if (!(Number(pid) > 0)) return existsSync(directory);
      keeper = { pid: Number(pid), start };
    }
    if (processState(keeper.pid) === "gone") return false;
    // The number may have been given to another process by now.
    return process.platform !== "linux" || processStart(keeper.pid) === keeper.start;
  };
}
