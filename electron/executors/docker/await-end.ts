import { sleep, type Clock } from "../../base/clock.ts";
import { EngineUnreachable } from "./engine-error.ts";
import type { ContainerState, Engine } from "./engine.ts";

/** How watching a container came to its end. */
export type ContainerEnd =
  /** It does not run. `wasInSight`: the engine was never out of reach while we waited. */
  | { readonly kind: "ended"; readonly state: ContainerState; readonly wasInSight: boolean }
  /** There is no such container. */
  | { readonly kind: "absent" }
  /** The engine was out of reach for longer than anyone waits. */
  | { readonly kind: "out-of-reach"; readonly message: string };

/** A restarting engine, or one that starts at login like we do, is back within this time. */
const patienceMs = 120_000;
const retryMs = 500;
/** A connection that died without a word is noticed after this time. */
const longestWaitMs = 60_000;

/**
 * Waits until a container does not run. Asks plainly and repeatedly: the engine's `next-exit` condition misses exits.
 * @throws the signal's reason when it aborts
 */
export async function awaitEnd(
  engine: Engine,
  container: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<ContainerEnd> {
  let wasInSight = true;
  let lastContactAt = clock.elapsed();
  for (;;) {
    try {
      await engine.wait(container, longestWaitMs, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof EngineUnreachable) wasInSight = false;
    }
    try {
      const state = await engine.inspect(container);
      lastContactAt = clock.elapsed();
      if (state === undefined) return { kind: "absent" };
      if (!state.isRunning) return { kind: "ended", state, wasInSight };
    } catch (error) {
      wasInSight = false;
      if (clock.elapsed() - lastContactAt > patienceMs) {
        return { kind: "out-of-reach", message: error instanceof Error ? error.message : String(error) };
      }
    }
    signal.throwIfAborted();
    await sleep(clock, retryMs, signal);
  }
}
