import { chosenFor } from "../../shared/inherited-options.ts";
import type { ServerOptions } from "../../shared/server-options.ts";
import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import { listGroupOptions } from "../store/group-options.ts";
import { thinServerChecks } from "../store/server-checks.ts";
import { listHostKeys, listServers } from "../store/servers.ts";
import type { Store } from "../store/store.ts";
import type { ServerRow } from "../store/tables.ts";

export interface HealthParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  /** Looks at one server and records what it finds; rejects when the signal aborts. */
  readonly look: (serverId: number, signal: AbortSignal) => Promise<void>;
}

/** It is seen whose turn it is when the next one comes, but no more often and no more seldom than this. Milliseconds. */
const shortestPauseMs = 1_000;
const longestPauseMs = 10_000;
/** Looks under way at once: each takes a channel for a moment. */
const atOnce = 4;
/** Looks are spread by as much to either side, so that servers that were added together drift apart. */
const jitter = 0.1;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Looks are kept for so long, in full for the first day and one in ten minutes after that. */
const keepMs = 14 * dayMs;
const stepMs = 600_000;

export interface HealthChecks {
  start(): void;
  /** Ends looks under way. */
  stop(): Promise<void>;
}

/**
 * Looks at each server as often as its options say, few at once. Only where it takes nobody: where the credential is
 * known and the host key accepted. A server that is held, as it cannot be reached, is looked at when its time is over.
 */
export function createHealthChecks(parts: HealthParts): HealthChecks {
  const { store, clock, logger, ids } = parts;
  /** When each server's turn comes, of `Clock.elapsed`; learnt anew when its interval changes. */
  const turns = new Map<number, { readonly at: number; readonly everyMs: number }>();
  const underWay = new Map<number, Promise<void>>();
  const closing = new AbortController();
  let cancel = (): void => undefined;
  let thinAt = 0;
  let ticking: Promise<void> = Promise.resolve();

  /** The first look comes somewhere within the first interval, the others about one interval apart. */
  function untilTurn(id: number, everyMs: number): number {
    const turn = turns.get(id);
    if (turn?.everyMs === everyMs) return Math.max(0, turn.at - clock.elapsed());
    const waitMs = everyMs * ids.fraction();
    turns.set(id, { at: clock.elapsed() + waitMs, everyMs });
    return waitMs;
  }

  /** @returns when it is to be seen again, milliseconds from now */
  async function tick(): Promise<number> {
    const [servers, keys, groups] = await Promise.all([
      listServers(store.read),
      listHostKeys(store.read),
      listGroupOptions(store.read),
    ]);
    const pinned = new Set(keys.filter(({ state }) => state === "pinned").map((key) => key.server_id));
    const known = new Set(servers.map(({ id }) => id));
    for (const id of turns.keys()) if (!known.has(id)) turns.delete(id);
    let pauseMs = longestPauseMs;
    for (const server of servers) {
      const options = JSON.parse(server.options) as ServerOptions;
      const { healthCheckMs: everyMs } = chosenFor(options, JSON.parse(server.groups) as string[], groups);
      if (everyMs === 0 || !pinned.has(server.id) || lacksCredential(server)) {
        turns.delete(server.id);
        continue;
      }
      if (underWay.has(server.id)) {
        pauseMs = shortestPauseMs;
        continue;
      }
      const waitMs =
        server.held_until === null ? untilTurn(server.id, everyMs) : Math.max(0, server.held_until - clock.now());
      const begins = waitMs === 0 && underWay.size < atOnce;
      if (begins) begin(server.id, everyMs);
      pauseMs = Math.min(pauseMs, begins ? everyMs * (1 - jitter) : waitMs);
    }
    if (clock.elapsed() >= thinAt) await thin();
    return Math.max(pauseMs, shortestPauseMs);
  }

  function begin(id: number, everyMs: number): void {
    const looking = parts
      .look(id, closing.signal)
      .catch((error: unknown) => {
        if (!closing.signal.aborted) logger.warn({ error, server: id }, "a look at a server failed");
      })
      .finally(() => {
        underWay.delete(id);
        const spread = 1 - jitter + 2 * jitter * ids.fraction();
        turns.set(id, { at: clock.elapsed() + everyMs * spread, everyMs });
      });
    underWay.set(id, looking);
  }

  async function thin(): Promise<void> {
    thinAt = clock.elapsed() + hourMs;
    const now = clock.now();
    const thinBefore = now - dayMs;
    await thinServerChecks(store.write, {
      removeBefore: now - keepMs,
      thinFrom: thinBefore - dayMs,
      thinBefore,
      stepMs,
    });
  }

  function arm(pauseMs: number): void {
    if (closing.signal.aborted) return;
    cancel = clock.after(pauseMs, () => {
      ticking = tick()
        .catch((error: unknown) => {
          logger.error({ error }, "looking after servers failed; it is tried again");
          return longestPauseMs;
        })
        .then(arm);
    });
  }

  return {
    start() {
      arm(shortestPauseMs);
    },
    async stop() {
      cancel();
      closing.abort(new Error("the program leaves"));
      await ticking;
      await Promise.all(underWay.values());
    },
  };
}

function lacksCredential(server: ServerRow): boolean {
  return server.authentication_kind !== "agent" && server.credential_reference === null;
}
