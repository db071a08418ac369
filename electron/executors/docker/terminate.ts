import type { StopProof } from "../../../shared/job.ts";
import type { Clock } from "../../base/clock.ts";
import type { StopReason } from "../executor.ts";
import { boundProof } from "../stop-proof.ts";
import type { ContainerEnd } from "./await-end.ts";
import { EngineUnreachable } from "./engine-error.ts";
import type { Engine } from "./engine.ts";
import type { BegunStop } from "./handle.ts";
import { within } from "./waiting.ts";

export interface Termination {
  /** False: it had ended by itself before anything was sent. */
  readonly wasSignalled: boolean;
  /** The kernel ends all of a container at once: without survivors it is confirmed gone. */
  readonly proof: StopProof;
}

export interface TerminationChoices {
  readonly reason: StopReason;
  readonly graceMs: number;
  readonly clock: Clock;
  /** What an earlier process had done of it. */
  readonly earlier: BegunStop | undefined;
  /** Keeps what has been done, for a later process. */
  readonly remember: (stop: BegunStop) => Promise<void>;
}

/** What a frozen disk or an overloaded machine may delay a KILL by. */
const killMs = 20_000;
const retryMs = 500;
/** Asking for the names of the processes must not hold the end up. */
const namesMs = 1_000;

/**
 * Ends a container: TERM to the script's process group, KILL after the grace. `ending` is the wait for its end; once
 * it is over, nothing more is sent. TERM is sent once, also when an earlier process had begun.
 */
export async function terminate(
  engine: Engine,
  container: string,
  { reason, graceMs, clock, earlier, remember }: TerminationChoices,
  ending: Promise<ContainerEnd>,
): Promise<Termination> {
  let overAt: number | undefined;
  const markOver = (): void => {
    overAt = clock.now();
  };
  const over = ending.then(markOver, markOver);
  const askedAt = earlier?.askedAt ?? clock.now();
  const signals = [...(earlier?.signals ?? [])];
  let names: readonly string[] = [];

  /** False when there is nothing left to signal. */
  async function send(signal: "TERM" | "KILL"): Promise<boolean> {
    while (overAt === undefined) {
      try {
        const at = clock.now();
        if (!(await engine.signal(container, `SIG${signal}`))) return false;
        signals.push({ at, signal });
        await remember({ askedAt, signals });
        return true;
      } catch (error) {
        // Out of reach: the wait for the end knows how long to bear that. A refusal will not get better.
        if (!(error instanceof EngineUnreachable)) return true;
        await within(clock, retryMs, over);
      }
    }
    return false;
  }

  async function finish(): Promise<Termination> {
    const survivors = overAt === undefined ? await survivorsOf(engine, container) : [];
    const proof = boundProof({
      reason,
      askedAt,
      means: signals.length === 0 && survivors.length === 0 ? "nothing" : "container",
      signals: signals.map(({ at, signal }) => ({ at, signal, to: [`container ${container}`, ...names] })),
      ended: overAt === undefined ? [] : names.map((process) => ({ process, at: overAt ?? askedAt })),
      goneAt: overAt,
      survivors,
    });
    return { wasSignalled: signals.length > 0, proof };
  }

  names = await namesOf(engine, container, clock);
  const termAt = signals[0]?.at;
  if (termAt === undefined && !(await send("TERM"))) {
    await within(clock, killMs, over);
    return finish();
  }
  await within(clock, Math.min(graceMs, Math.max(0, (termAt ?? clock.now()) + graceMs - clock.now())), over);
  if (overAt === undefined) {
    await send("KILL");
    await within(clock, killMs, over);
  }
  return finish();
}

async function namesOf(engine: Engine, container: string, clock: Clock): Promise<readonly string[]> {
  const asking = engine.processes(container).catch(() => []);
  return (await within(clock, namesMs, asking)) ?? [];
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
