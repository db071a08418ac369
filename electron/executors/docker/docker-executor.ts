import type { Duplex } from "node:stream";
import { CroniumError } from "../../../shared/errors.ts";
import type { ContainerNetwork } from "../../../shared/words.ts";
import type { Clock } from "../../base/clock.ts";
import { randomIds, type Ids } from "../../base/ids.ts";
import type { Logger } from "../../base/logger.ts";
import type { ContainerSettings } from "../../../shared/container.ts";
import { outputVariable } from "../keep-files.ts";
import type { ExecutionContext, ExecutionOutcome, ExecutionRequest, Executor } from "../executor.ts";
import { beginContainer } from "./begin.ts";
import { containerSpec } from "./container-spec.ts";
import type { EngineChoice } from "./endpoint/find-endpoint.ts";
import { EngineRefusal, EngineUnreachable } from "./engine-error.ts";
import { createEngine, type Engine } from "./engine.ts";
import { unenforceable } from "./engine-limits.ts";
import { followContainer } from "./follow.ts";
import { handleFor, readHandle, type DockerHandle } from "./handle.ts";
import { chooseImage, type ImageChoices } from "./images.ts";
import type { ImageWorks } from "./images/image-works.ts";
import { provideRelays } from "./images/provide-relays.ts";
import { relayImage } from "./images/recipe.ts";
import { packDelivery, unusableVariable } from "./launcher.ts";
import { leavingOf, leftFilesTail } from "./left-files-tail.ts";
import { outputDirectory } from "./left-files.ts";
import { createUsageSampler } from "./sample-usage.ts";
import { createScriptOutput } from "./script-output.ts";
import { failed, settle, settleUnstarted } from "./settle.ts";
import { removeRelay } from "./make-relay.ts";
import { greetingBytes } from "./relay-frames.ts";
import type { RelayLink } from "./relay-link.ts";
import { createRelayPool } from "./relay-pool.ts";
import { runtimeAddress } from "./relay-program.ts";
import { createStartLimit } from "./start-limit.ts";
import { stopReasonOf } from "./stop-reason.ts";
import { sweepEngine } from "./sweep-engine.ts";
import { tendRelay } from "./tend-relay.ts";
import { within } from "./waiting.ts";

export interface DockerExecutor extends Executor {
  /** Whether containers can be run at present, in words for people. Never rejects. */
  check(): Promise<{ readonly available: boolean; readonly detail: string }>;
  /**
   * Removes this owner's containers, running or not, relays and networks that no execution needs.
   * @returns the ids of executions whose container was removed
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
  /** The engine's socket. Absent: as `docker` says, or the computer. */
  readonly socketPath?: string;
  /** Which engine the program's configuration names. */
  readonly docker?: EngineChoice | undefined;
  /** Builds the program's own images where they are missing. Absent: such a run fails. */
  readonly imageWorks?: ImageWorks | undefined;
  /** Stands in for the engine at that socket. */
  readonly engine?: Engine;
  /** What relays are made of. Absent: the program's own image for them. */
  readonly relayImage?: string;
  /** Names relays; absent: by chance. */
  readonly ids?: Ids;
  /** How many relays of each kind are ready beforehand, once one was needed. */
  readonly waitingRelays?: number;
}

/** An engine on two cores starts seven to nine containers a second; more at once only makes each of them wait. */
const startsAtOnce = 4;
/** One for the next job, and one for the job after it while the first is being made up for. */
const usualWaitingRelays = 2;
/** How long leaving waits for waiting relays to be removed; the next process sweeps what is left. */
const leaveMs = 5_000;

/** Runs each script in a container of its own that can do nothing else. Several may share one engine and owner. */
export function createDockerExecutor(choices: DockerExecutorChoices): DockerExecutor {
  const { clock, logger, owner, images = {}, ids = randomIds } = choices;
  const { imageWorks } = choices;
  const engine = provideRelays(
    choices.engine ?? createEngine({ clock, ...choices.docker, socketPath: choices.socketPath }),
    imageWorks,
  );
  const startLimit = createStartLimit(startsAtOnce);
  const usage = createUsageSampler({ engine, clock, logger });
  const closing = new AbortController();
  const greeting = (): Uint8Array => Buffer.from(ids.token(), "base64url").subarray(0, greetingBytes);
  const pool = createRelayPool({
    relay: {
      engine,
      clock,
      owner,
      image: choices.relayImage ?? relayImage(),
      greeting,
      fraction: () => ids.fraction(),
    },
    logger,
    nameRelay: () => `cronium-relay-${ids.token().slice(0, 16)}`,
    size: choices.waitingRelays ?? usualWaitingRelays,
  });

  async function follow(
    request: ExecutionRequest,
    handle: DockerHandle,
    context: ExecutionContext,
    attached: Duplex | undefined,
    link?: RelayLink,
  ): Promise<ExecutionOutcome> {
    const left = leftFilesTail(request.executionId, context, settingsOf(request));
    const output = createScriptOutput(context.log, left);
    const over = new AbortController();
    // Without access to the outside, all traffic is that with the runtime API, in the network's own loopback.
    const networkOf = networkName(request) === "outside" ? handle.relay : undefined;
    const looked = { container: handle.container, networkOf };
    if (context.usage !== undefined) usage.follow(looked, context.usage, over.signal);
    const leave = AbortSignal.any([context.detach, closing.signal]);
    const { relay } = handle;
    const { runtime } = request;
    const accept = (connection: Duplex): void => {
      if (runtime === undefined) connection.destroy();
      else runtime.accept(connection);
    };
    if (relay !== undefined) void tendRelay({ engine, clock, greeting, logger, relay, link, accept }, over.signal);
    void output.begun.then(() => {
      pool.refill();
    });
    const { container, isCreated } = handle;
    const { graceMs, type } = request;
    const end = await followContainer({ engine, container, handle, output, context, graceMs, leave, attached }).finally(
      () => {
        over.abort(new Error("the run is over"));
      },
    );
    if (end.kind !== "left") await left?.finish();
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

  /** An engine that cannot hold a container to what its event says is not asked for one. */
  async function enforcementProblem(settings: ContainerSettings | undefined): Promise<ExecutionOutcome | undefined> {
    if (settings === undefined || Object.keys(settings).length === 0) return undefined;
    try {
      const words = unenforceable(settings, await engine.abilities());
      return words === undefined ? undefined : failed("container_failed", words);
    } catch (error) {
      if (error instanceof EngineUnreachable) return failed("docker_unavailable", error.message);
      throw error;
    }
  }

  function imageOf({ type, target }: ExecutionRequest): ReturnType<typeof chooseImage> {
    return chooseImage(type, target.on === "container" ? target.image : undefined, images);
  }

  return {
    async run(request, context) {
      const { executionId, type, script, environment } = request;
      const variable = unusableVariable(environment);
      if (variable !== undefined) {
        return failed("invalid_event", `The variable ${JSON.stringify(variable)} cannot be given to a script.`);
      }
      const { image, mayPull } = imageOf(request);
      const network = networkName(request);
      const settings = settingsOf(request);
      const problem = await enforcementProblem(settings);
      if (problem !== undefined) return problem;
      const leaving = leavingOf(executionId, context, settings);
      const places = leaving === undefined ? {} : { [outputVariable]: outputDirectory };
      const reach = request.runtime === undefined ? {} : { CRONIUM_RUNTIME_API: runtimeAddress };
      const whole = { ...environment, ...reach, ...places };
      const delivery = packDelivery(type, script, whole, request.files, leaving);
      // Without a way to anywhere, a container needs nobody's network.
      const needsRelay = request.runtime !== undefined || network === "outside";
      const relay = needsRelay ? pool.take(network, executionId) : undefined;
      const options = containerSpec({ executionId, owner, image, relay: relay?.name, delivery, settings });
      const unwanted = AbortSignal.any([context.stop, context.detach, closing.signal]);
      let attached: Duplex;
      let link: RelayLink | undefined;
      try {
        attached = await beginContainer({
          engine,
          startLimit,
          executionId,
          options,
          delivery,
          image,
          mayPull,
          imageWorks,
          relay: relay?.name,
          prepare: async () => {
            link = await relay?.open(unwanted);
          },
          context,
          unwanted,
        });
      } catch (error) {
        link?.close();
        return settleUnstarted(error, context, unwanted);
      }
      return follow(request, handleFor(executionId, true, relay?.name), context, attached, link);
    },

    resume: (request, handle, context) => follow(request, readHandle(handle, request.executionId), context, undefined),

    async discard(handle, request) {
      const { container, relay } = readHandle(handle, request.executionId);
      const removals = [engine.remove(container), ...(relay === undefined ? [] : [removeRelay(engine, relay)])];
      await orUnavailable(Promise.all(removals));
      if (relay !== undefined) pool.forget(relay);
    },

    async check() {
      try {
        return { available: true, detail: `Docker ${await engine.version()} at ${engine.endpoint}` };
      } catch (error) {
        return { available: false, detail: error instanceof Error ? error.message : String(error) };
      }
    },

    sweep: (isNeeded) => orUnavailable(sweepEngine({ engine, owner, pool, logger }, isNeeded)),

    async close() {
      closing.abort(new Error("the executor is closed"));
      await within(clock, leaveMs, pool.close());
    },
  };
}

function networkName({ target }: ExecutionRequest): ContainerNetwork {
  return target.on === "container" ? target.network : "none";
}

function settingsOf({ target }: ExecutionRequest): ContainerSettings | undefined {
  return target.on === "container" ? target.settings : undefined;
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
