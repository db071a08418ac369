import type { ChangeFeed } from "../base/change-feed.ts";
import type { Logger } from "../base/logger.ts";
import type { ServerHold } from "../executors/ssh/breaker.ts";
import type { ServerNews } from "../executors/ssh/connection-pool.ts";
import { recordHold } from "../store/servers.ts";
import type { Store } from "../store/store.ts";

export interface ServerNewsParts {
  readonly store: Store;
  readonly changes: ChangeFeed;
  readonly logger: Logger;
  /** A server is free again: queued work for it need not wait any more. */
  readonly freed: () => void;
  /** Looks at a server whose key has changed, and records both keys. */
  readonly test: (serverId: number) => Promise<unknown>;
}

/**
 * Records what connections show of servers, in the order in which they do.
 * @returns ends it, and waits for what is being recorded
 */
export function recordServerNews(
  parts: ServerNewsParts,
  listen: (listener: ServerNews) => () => void,
): () => Promise<void> {
  const { store, changes, logger, freed, test } = parts;
  let writing: Promise<void> = Promise.resolve();

  async function record({ serverId, heldUntil: until, heldSince: since, reason }: ServerHold): Promise<void> {
    const isHeld = until !== undefined && since !== undefined;
    const isNews = await recordHold(store.write, serverId, isHeld ? { until, since, reason: reason ?? "" } : null);
    if (!isNews) return;
    changes.announce({ noun: "server", id: serverId });
    if (!isHeld) freed();
  }

  function next(work: () => Promise<unknown>): void {
    writing = writing.then(work).then(
      () => undefined,
      (error: unknown) => {
        logger.error({ error }, "what connections show of a server could not be recorded");
      },
    );
  }

  const end = listen({
    stateChanged: (hold) => {
      next(() => record(hold));
    },
    keyChanged: (serverId) => {
      next(() => test(serverId));
    },
  });
  return () => {
    end();
    return writing;
  };
}
