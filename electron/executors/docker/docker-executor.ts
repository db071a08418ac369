import type { Duplex } from "node:stream";
import { CroniumError } from "../../../shared/errors.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { ExecutionContext, ExecutionOutcome, ExecutionRequest, Executor } from "../executor.ts";
import { beginContainer } from "./begin.ts";
import { containerSpec } from "./container-spec.ts";
import { EngineRefusal, EngineUnreachable } from "./engine-error.ts";
import { createEngine, type Engine } from "./engine.ts";
import { followContainer } from "./follow.ts";
import { handleFor, readHandle, type DockerHandle } from "./handle.ts";
import { chooseImage, type ImageChoices } from "./images.ts";
import { packDelivery, unusableVariable } from "./launcher.ts";
import { createScriptOutput } from "./script-output.ts";
import { failed, settle, settleUnstarted } from "./settle.ts";
import { createStartLimit } from "./start-limit.ts";
import { stopReasonOf } from "./stop-reason.ts";

export interface DockerExecutor extends Executor {
  /** Whether containers can be run at present, in words for people. Never rejects. */
  check(): Promise<{ readonly available: boolean; readonly detail: string }>;
  /**
   * Removes this owner's containers whose execution is not in `keep`, running or not.
   * @returns the execution ids of those removed
   * @throws CroniumError `unavailable`
   */
  sweep(isNeeded: (executionId: string) => Promise<boolean>): Promise<readonly string[]>;
}

export interface DockerExecutorChoices {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Identity of the data directory: containers of other owners are never touched. */
  readonly owner: string;
  /** Image per language for events that name none; absent: the program's own. */
  readonly images?: ImageChoices;
  /** The engine's socket. Absent: DOCKER_HOST, else the machine's usual one. */
  readonly socketPath?: string;
  /** Stands in for the engine at that socket. */
  readonly engine?: Engine;
}

/** An engine on two cores starts seven to nine containers a second; more at once only makes each of them wait. */
const startsAtOnce = 4;

/** Runs each script in a container of its own that can do nothing else. Several may share one engine and owner. */
export function createDockerExecutor(choices: DockerExecutorChoices): DockerExecutor {
  const { clock, logger, owner, images = {} } = choices;
  const engine = choices.engine ?? createEngine({ clock, socketPath: choices.socketPath });
  const startLimit = createStartLimit(startsAtOnce);
  const closing = new AbortController();

  async function follow(
    request: ExecutionRequest,
    handle: DockerHandle,
    context: ExecutionContext,
    attached: Duplex | undefined,
  ): Promise<ExecutionOutcome> {
    const output = createScriptOutput(context.log);
    const leave = AbortSignal.any([context.detach, closing.signal]);
    const { container, isCreated } = handle;
    const { graceMs, type } = request;
    const end = await followContainer({ engine, container, handle, output, context, graceMs, leave, attached });
    return settle(end, {
      image: imageOf(request).image,
      type,
      isResumed: attached === undefined,
      wasCreated: isCreated,
      hasBegun: output.hasBegun,
      launcherWords: output.launcherWords(),
      stopReason: stopReasonOf(context),
    });
  }

  function imageOf({ type, target }: ExecutionRequest): ReturnType<typeof chooseImage> {
    return chooseImage(type, target.on === "container" ? target.image : undefined, images);
  }

  return {
    async run(request, context) {
      const { executionId, type, target, script, environment } = request;
      const variable = unusableVariable(environment);
      if (variable !== undefined) {
        return failed("invalid_event", `The variable ${JSON.stringify(variable)} cannot be given to a script.`);
      }
      const { image, mayPull } = imageOf(request);
      const network = target.on === "container" ? target.network : "none";
      const delivery = packDelivery(type, script, environment);
      const options = containerSpec({ executionId, owner, image, network, delivery });
      const unwanted = AbortSignal.any([context.stop, context.detach, closing.signal]);
      let attached: Duplex;
      try {
        attached = await beginContainer({
          engine,
          startLimit,
          executionId,
          options,
          delivery,
          image,
          mayPull,
          context,
          unwanted,
        });
      } catch (error) {
        return settleUnstarted(error, context, unwanted);
      }
      return follow(request, handleFor(executionId, true), context, attached);
    },

    resume: (request, handle, context) => follow(request, readHandle(handle, request.executionId), context, undefined),

    discard: (handle, request) => orUnavailable(engine.remove(readHandle(handle, request.executionId).container)),

    async check() {
      try {
        return { available: true, detail: `Docker ${await engine.version()} at ${engine.endpoint}` };
      } catch (error) {
        return { available: false, detail: error instanceof Error ? error.message : String(error) };
      }
    },

    async sweep(isNeeded) {
      const removed: string[] = [];
      for (const { name, executionId } of await orUnavailable(engine.containersOf(owner))) {
        // Asked after the listing: whoever has a container by then was recorded before it was made.
        if (await isNeeded(executionId)) continue;
        await orUnavailable(engine.remove(name));
        removed.push(executionId);
        logger.info({ executionId }, "removed a container that no execution needs");
      }
      return removed;
    },

    close() {
      closing.abort(new Error("the executor is closed"));
      return Promise.resolve();
    },
  };
}

/** @throws CroniumError `unavailable` in place of the engine's own errors */
async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof EngineRefusal || error instanceof EngineUnreachable)) throw error;
    throw new CroniumError("unavailable", error.message, { cause: error, remedy: "Start Docker and try again." });
  }
}
