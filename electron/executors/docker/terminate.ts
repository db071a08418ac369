import type { Clock } from "../../base/clock.ts";
import type { ContainerEnd } from "./await-end.ts";
import { EngineUnreachable } from "./engine-error.ts";
import type { Engine } from "./engine.ts";
import { within } from "./waiting.ts";

export interface Termination {
  /** False: it had ended by itself before anything was sent. */
  readonly wasSignalled: boolean;
  /** Processes that are still there after KILL; empty: confirmed gone, the kernel ends all of a container at once. */
  readonly survivors: readonly string[];
}

/** What a frozen disk or an overloaded machine may delay a KILL by. */
const killMs = 20_000;
const retryMs = 500;

/**
 * Ends a container: TERM to the script's process group, KILL after the grace. `ending` is the wait for its end; once
 * it is over, nothing more is sent.
 */
export async function terminate(
  engine: Engine,
  container: string,
  graceMs: number,
  clock: Clock,
  ending: Promise<ContainerEnd>,
): Promise<Termination> {
  let isOver = false;
  const markOver = (): void => {
    isOver = true;
  };
  const over = ending.then(markOver, markOver);

  /** False when there is nothing left to signal. */
  async function send(signal: "SIGTERM" | "SIGKILL"): Promise<boolean> {
    while (!isOver) {
      try {
        return await engine.signal(container, signal);
      } catch (error) {
        // Out of reach: the wait for the end knows how long to bear that. A refusal will not get better.
        if (!(error instanceof EngineUnreachable)) return true;
        await within(clock, retryMs, over);
      }
    }
    return false;
  }

  if (!(await send("SIGTERM"))) {
    await within(clock, killMs, over);
    return { wasSignalled: false, survivors: isOver ? [] : await survivorsOf(engine, container) };
  }
  await within(clock, graceMs, over);
  if (!isOver) {
    await send("SIGKILL");
    await within(clock, killMs, over);
  }
  return { wasSignalled: true, survivors: isOver ? [] : await survivorsOf(engine, container) };
}

async function survivorsOf(engine: Engine, container: string): Promise<readonly string[]> {
  try {
    const processes = await engine.processes(container);
    if (processes.length > 0) return processes;
  } catch {
    // Who they are cannot be asked; that something is left is certain.
  }
  return [`container ${container}`];
}
