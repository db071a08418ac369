import type { Duplex } from "node:stream";
import type { ExecutionContext } from "../executor.ts";
import { awaitEnd, type ContainerEnd } from "./await-end.ts";
import type { Engine } from "./engine.ts";
import type { DockerHandle } from "./handle.ts";
import { readOutput } from "./read-output.ts";
import type { ScriptOutput } from "./script-output.ts";
import { stopReasonOf } from "./stop-reason.ts";
import { terminate, type Termination } from "./terminate.ts";
import { whenAborted, within } from "./waiting.ts";

export interface Followed {
  readonly engine: Engine;
  readonly container: string;
  /** What was committed about it. */
  readonly handle: DockerHandle;
  readonly output: ScriptOutput;
  readonly context: ExecutionContext;
  /** Between TERM and KILL, milliseconds. */
  readonly graceMs: number;
  /** Aborts when the container is to be left to itself. */
  readonly leave: AbortSignal;
  /** The live connection of a container just started; undefined when another process started it. */
  readonly attached: Duplex | undefined;
}

export type FollowEnd =
  | { readonly kind: "left" }
  /** `termination` is there when a stop was asked for. */
  | { readonly kind: "over"; readonly end: ContainerEnd; readonly termination: Termination | undefined }
  /** It was to be ended and lives on. */
  | { readonly kind: "surviving"; readonly termination: Termination };

/** How long leaving waits for the script to be wholly delivered. */
const deliveryMs = 5_000;

/**
 * Stays with a container to its end: its output goes into the log, a stop ends it, leaving leaves it alone. After
 * `over` with an end of kind `ended`, all of its output is in the log; after `left`, no more is written.
 * @throws what the log or `context.started` throws; the container is killed then, as nobody can record what it does
 */
export async function followContainer(followed: Followed): Promise<FollowEnd> {
  const { engine, container, context, output } = followed;
  const { clock, logger } = context;
  const over = new AbortController();
  const ending = awaitEnd(engine, container, clock, over.signal);
  const reading = readOutput(
    { engine, container, output, clock, logger, attached: followed.attached },
    ending,
    over.signal,
  );
  const announcing = output.begun.then(() => context.started());
  const departing = whenAborted(followed.leave, over.signal).then(() => within(clock, deliveryMs, output.begun));
  const stopping = whenAborted(context.stop, over.signal).then(() =>
    terminate(
      engine,
      container,
      {
        reason: stopReasonOf(context) ?? "cancel",
        graceMs: followed.graceMs,
        clock,
        earlier: followed.handle.stop,
        remember: (stop) => context.saveHandle({ ...followed.handle, stop }),
      },
      ending,
    ),
  );
  const leaving = departing.then((): FollowEnd => ({ kind: "left" }));
  const surviving = new Promise<FollowEnd>((resolve, reject) => {
    stopping.then((termination) => {
      if (termination.proof.survivors.length > 0) resolve({ kind: "surviving", termination });
    }, reject);
  });
  const ended = reading.then(async (end): Promise<FollowEnd> => {
    if (output.hasBegun) await announcing;
    return { kind: "over", end, termination: context.stop.aborted ? await stopping : undefined };
  });
  const failing = new Promise<never>((_resolve, reject) => {
    announcing.catch(reject);
  });

  try {
    return await Promise.race([ended, leaving, surviving, failing]);
  } catch (error) {
    await engine.signal(container, "SIGKILL").catch((failure: unknown) => {
      logger.warn({ container, failure: String(failure) }, "a container whose log failed could not be killed");
    });
    throw error;
  } finally {
    over.abort(new Error("nobody follows the container any more"));
    // A write that is under way is to be counted before anyone asks for the log's position.
    await Promise.allSettled([ended, output.hasBegun ? announcing : undefined]);
  }
}
