import type { Duplex } from "node:stream";
import { sleep, type Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { openRelayLink, type RelayLink, type RelayLinkParts } from "./relay-link.ts";

export interface RelayTending extends RelayLinkParts {
  readonly logger: Logger;
  readonly relay: string;
  /** The link there is; undefined: it is opened, as by a later process. */
  readonly link: RelayLink | undefined;
  readonly accept: (connection: Duplex) => void;
}

const firstRetryMs = 100;
const longestRetryMs = 5_000;

/**
 * Serves what comes through a relay until `over` aborts. A way that breaks is opened again: connections that were open
 * are reset then, and their scripts try again. Never rejects.
 */
export async function tendRelay(tending: RelayTending, over: AbortSignal): Promise<void> {
  const { engine, clock, logger, relay, accept } = tending;
  let { link } = tending;
  let retryMs = firstRetryMs;
  while (!over.aborted) {
    try {
      link ??= await openRelayLink(tending, relay, false);
      link.serve(accept);
      const opened = link;
      const leave = (): void => {
        opened.close();
      };
      over.addEventListener("abort", leave, { once: true });
      if (over.aborted) leave();
      try {
        await opened.ready;
        retryMs = firstRetryMs;
        await opened.closed;
      } finally {
        over.removeEventListener("abort", leave);
      }
    } catch (error) {
      logger.debug({ relay, error: String(error) }, "a script cannot reach the runtime API at present");
    }
    link = undefined;
    if (over.aborted || !(await isThere(engine, relay))) return;
    await pause(clock, retryMs, over);
    retryMs = Math.min(2 * retryMs, longestRetryMs);
  }
}

/** An engine that does not answer may come back. */
async function isThere(engine: RelayLinkParts["engine"], relay: string): Promise<boolean> {
  try {
    return (await engine.inspect(relay))?.isRunning === true;
  } catch {
    return true;
  }
}

async function pause(clock: Clock, delayMs: number, over: AbortSignal): Promise<void> {
  try {
    await sleep(clock, delayMs, over);
  } catch (error) {
    if (!over.aborted) throw error;
  }
}
