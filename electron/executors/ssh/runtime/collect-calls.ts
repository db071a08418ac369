import { sleep, type Clock } from "../../../base/clock.ts";
import type { ExecutionLog, RuntimeBundle } from "../../executor.ts";
import type { CommandSpool } from "../../spool/command-spool.ts";
import { isLinkTrouble } from "../../spool/spooled-run.ts";

/** Between looks while a run goes on, milliseconds: longer each time that there is nothing new. */
const firstPauseMs = 2_000;
const longestPauseMs = 30_000;
const chunkBytes = 1024 * 1024;
/** A body may have so many bytes; the libraries refuse longer ones. */
const longestBodyBytes = 17 * 1024 * 1024;
/** A call that fails so often for reasons of our own is left out, and told. */
const mostTries = 5;
const retryPauseMs = 1_000;

export const callsFile = "runtime/out/calls.jsonl";

export interface CallCollector {
  /** Carries out what is noted, from time to time, until the signal aborts. Never rejects. */
  follow(signal: AbortSignal): Promise<void>;
  /**
   * Carries out all that is noted, however long its server cannot be reached.
   * @returns false when the signal aborted before
   */
  finish(signal: AbortSignal): Promise<boolean>;
}

export interface CollectorParts {
  readonly spool: Pick<CommandSpool, "read">;
  readonly bundle: RuntimeBundle;
  readonly clock: Clock;
  readonly log: ExecutionLog;
}

/** Reads the calls that a script notes, in their order, and has each carried out once it is whole. */
export function createCallCollector({ spool, bundle, clock, log }: CollectorParts): CallCollector {
  let offset = 0;
  let busy: Promise<unknown> = Promise.resolve();

  /** @returns whether there was anything new */
  async function collect(signal: AbortSignal): Promise<boolean> {
    let isNew = false;
    for (;;) {
      const found = await spool.read(callsFile, chunkBytes, signal, offset);
      const bytes = found?.bytes ?? Buffer.alloc(0);
      const end = bytes.lastIndexOf(10) + 1;
      // A line so long is none of the libraries'.
      const taken = end === 0 && bytes.length === chunkBytes ? chunkBytes : end;
      if (taken === 0) return isNew;
      isNew = true;
      let from = 0;
      while (from < taken) {
        const next = bytes.indexOf(10, from) + 1 || taken;
        await carryOut(bytes.toString("utf8", from, next).trim(), signal);
        offset += next - from;
        from = next;
      }
    }
  }

  async function carryOut(line: string, signal: AbortSignal): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await bundle.take(line, async (name) => {
          const body = await spool.read(`runtime/out/bodies/${name}`, longestBodyBytes, signal);
          return body?.bytes;
        });
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (isLinkTrouble(error)) throw error;
        if (tries >= mostTries) {
          const reason = error instanceof Error ? error.message : String(error);
          await log.write("system", Buffer.from(`A call that the script noted was not carried out: ${reason}\n`));
          return;
        }
        await sleep(clock, retryPauseMs, signal);
      }
    }
  }

  /** One at a time. */
  function next(signal: AbortSignal): Promise<boolean> {
    const work = busy.then(() => collect(signal));
    busy = work.catch(() => undefined);
    return work;
  }

  return {
    async follow(signal) {
      let pauseMs = firstPauseMs;
      while (!signal.aborted) {
        await sleep(clock, pauseMs, signal).catch(() => undefined);
        if (signal.aborted) return;
        const isNew = await next(signal).catch(() => false);
        pauseMs = isNew ? firstPauseMs : Math.min(pauseMs * 2, longestPauseMs);
      }
    },
    async finish(signal) {
      let pauseMs = retryPauseMs;
      for (;;) {
        if (signal.aborted) return false;
        try {
          await next(signal);
          return true;
        } catch (error) {
          if (signal.aborted) return false;
          if (!isLinkTrouble(error)) throw error;
          await sleep(clock, pauseMs, signal).catch(() => undefined);
          pauseMs = Math.min(pauseMs * 2, longestPauseMs);
        }
      }
    },
  };
}
