import type { Duplex } from "node:stream";
import type { ContainerCreateOptions } from "dockerode";
import type { ExecutionContext } from "../executor.ts";
import { EngineRefusal, EngineUnreachable } from "./engine-error.ts";
import type { Engine } from "./engine.ts";
import { handleFor } from "./handle.ts";
import type { ImageWorks } from "./images/image-works.ts";
import { buildOwnImage } from "./images/build-own-image.ts";
import type { Delivery } from "./launcher.ts";
import { pullImage } from "./pull.ts";
import type { StartLimit } from "./start-limit.ts";

export interface Beginning {
  readonly engine: Engine;
  readonly startLimit: StartLimit;
  readonly executionId: string;
  readonly options: ContainerCreateOptions & { readonly name: string };
  readonly delivery: Delivery;
  readonly image: string;
  /** A named image may be fetched; the program's own exist nowhere but here. */
  readonly mayPull: boolean;
  /** Builds the program's own where they are missing. */
  readonly imageWorks?: ImageWorks | undefined;
  /** Whose network the container shares. */
  readonly relay: string | undefined;
  /** Called once, before the container is created: makes the relay ready. */
  readonly prepare: () => Promise<void>;
  readonly context: ExecutionContext;
  /** Aborts when the start is no longer wanted; heeded until the container is created. */
  readonly unwanted: AbortSignal;
}

/** The image is not here and cannot be had. */
export class ImageMissing extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ImageMissing";
  }
}

/**
 * Creates and starts a container, its script on the way. What is needed to find it again is committed before each of
 * the two. When the engine stops answering in the middle of starting, the outcome is open, and is left to whoever
 * follows the container.
 * @returns the live connection
 * @throws ImageMissing, RelayFailure, EngineRefusal, EngineUnreachable when nothing was started, the signal's reason, or what the log
 * or saving the handle throws
 */
export async function beginContainer(beginning: Beginning): Promise<Duplex> {
  const { startLimit, context, unwanted, executionId } = beginning;
  unwanted.throwIfAborted();
  await context.saveHandle(handleFor(executionId, false, beginning.relay));
  const leave = await startLimit.enter(unwanted);
  try {
    await beginning.prepare();
    if (await isCreated(beginning)) return await start(beginning);
  } finally {
    leave();
  }
  await fetchImage(beginning);
  const leaveAgain = await startLimit.enter(unwanted);
  try {
    if (await isCreated(beginning)) return await start(beginning);
  } finally {
    leaveAgain();
  }
  throw new ImageMissing(`The image ${beginning.image} was pulled, but Docker does not find it.`);
}

/** False when the image is missing. */
async function isCreated({ engine, options }: Beginning): Promise<boolean> {
  try {
    await engine.create(options);
    return true;
  } catch (error) {
    const isMissing = error instanceof EngineRefusal && error.statusCode === 404;
    // The relay can be what is missing, too.
    if (isMissing && !/no such container/i.test(error.words)) return false;
    throw error;
  }
}

async function fetchImage({ engine, image, mayPull, imageWorks, context, unwanted }: Beginning): Promise<void> {
  if (!mayPull) {
    const problem = await buildOwnImage(image, imageWorks, context.log, unwanted);
    if (problem !== undefined) throw new ImageMissing(problem);
    return;
  }
  try {
    await pullImage(engine, image, context.log, context.clock, unwanted);
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    throw new ImageMissing(`The image ${image} is not on this computer and could not be pulled: ${error.words}`);
  }
}

async function start(beginning: Beginning): Promise<Duplex> {
  const { engine, options, context, executionId, delivery, relay } = beginning;
  const container = options.name;
  const saving = context.saveHandle(handleFor(executionId, true, relay));
  const attaching = engine.attach(container);
  // Both at once, for the sake of the first line; neither may be left behind when the other fails.
  const [saved, attached] = await Promise.allSettled([saving, attaching]);
  if (attached.status === "rejected") throw attached.reason;
  const connection = attached.value;
  // What goes wrong with it shows when it is read.
  connection.on("error", () => undefined);
  if (saved.status === "rejected") {
    connection.destroy();
    throw saved.reason;
  }
  connection.write(delivery.bytes);
  try {
    await engine.start(container);
  } catch (error) {
    if (!(error instanceof EngineUnreachable)) {
      connection.destroy();
      throw error;
    }
    context.logger.warn({ container, error: error.message }, "it is not known whether the container was started");
  }
  return connection;
}
