import type { Duplex, Readable } from "node:stream";
import type { Clock } from "../../base/clock.ts";
import { sleep } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { ContainerEnd } from "./await-end.ts";
import type { Engine } from "./engine.ts";
import type { ScriptOutput } from "./script-output.ts";
import { within } from "./waiting.ts";

export interface OutputReading {
  readonly engine: Engine;
  readonly container: string;
  readonly output: ScriptOutput;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The live connection of a container just started; undefined when another process started it. */
  readonly attached: Duplex | undefined;
}

/** Between the end of a live connection and the end of its container lie milliseconds, unless it was cut. */
const plausibleGapMs = 1_000;
/** A live connection with nothing to say for so long after the container's end is dead. */
const silenceMs = 3_000;
const reopenMs = 500;
/** Attempts to read the record of an ended container, `reopenMs` apart. */
const attempts = 60;

/**
 * Reads a container's output to its end, from the live connection if there is one: it is five times as fast as the
 * engine's record, which is read when the live connection breaks or never was. A record that is followed can lack its
 * last lines (seen in 1 of 15 runs on Docker 20.10), so it is read again once the container has ended.
 * Resolves when all output is in the log, or is out of reach.
 * @throws what the log throws, or the signal's reason
 */
export async function readOutput(
  reading: OutputReading,
  ending: Promise<ContainerEnd>,
  signal: AbortSignal,
): Promise<ContainerEnd> {
  const { clock, attached, output } = reading;
  const ended = new AbortController();
  ending.then(
    () => {
      ended.abort();
    },
    () => undefined,
  );
  let end: ContainerEnd | undefined;
  let isWhole = false;
  if (attached !== undefined) {
    const taken = new AbortController();
    cutWhenSilent(reading, attached, ended.signal, taken.signal);
    isWhole = await takeUntil(attached, output, signal);
    taken.abort();
    end = await within(clock, plausibleGapMs, ending);
  }
  while (end === undefined) {
    isWhole = false;
    await takeRecord(reading, AbortSignal.any([signal, ended.signal]));
    end = await within(clock, reopenMs, ending);
  }
  if (end.kind !== "ended" || !end.state.everStarted || (isWhole && end.wasInSight)) return end;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (await takeRecord(reading, signal)) return end;
    await sleep(clock, reopenMs, signal);
  }
  return { kind: "out-of-reach", message: "the rest of the container's output could not be read" };
}

/** Reads the engine's record of the output; resolves with whether it came to its end. */
async function takeRecord({ engine, container, output, logger }: OutputReading, signal: AbortSignal): Promise<boolean> {
  let record: Readable;
  try {
    record = await engine.output(container);
  } catch (error) {
    logger.debug({ container, error: String(error) }, "the container's output cannot be read at present");
    return false;
  }
  return takeUntil(record, output, signal);
}

async function takeUntil(source: Readable, output: ScriptOutput, signal: AbortSignal): Promise<boolean> {
  const cut = (): void => {
    source.destroy();
  };
  if (signal.aborted) cut();
  signal.addEventListener("abort", cut, { once: true });
  try {
    return await output.take(source);
  } finally {
    signal.removeEventListener("abort", cut);
  }
}

/** After the container's end, ends a connection that neither brings bytes nor waits for the log to take them. */
function cutWhenSilent(
  { clock, output }: OutputReading,
  attached: Duplex,
  ended: AbortSignal,
  taken: AbortSignal,
): void {
  const listenOn = (seen: number): void => {
    const cancel = clock.after(silenceMs, () => {
      taken.removeEventListener("abort", cancel);
      if (output.isWriting || output.progress !== seen) listenOn(output.progress);
      else attached.destroy();
    });
    taken.addEventListener("abort", cancel, { once: true });
  };
  const begin = (): void => {
    listenOn(output.progress);
  };
  ended.addEventListener("abort", begin, { once: true, signal: taken });
}
