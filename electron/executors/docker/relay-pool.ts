import type { ContainerNetwork } from "../../../shared/words.ts";
import type { Logger } from "../../base/logger.ts";
import { untilAborted } from "../until-aborted.ts";
import { makeRelay, removeRelay, type RelayParts, type RelayPlan } from "./make-relay.ts";
import type { RelayLink } from "./relay-link.ts";

/** A relay for one execution. */
export interface TakenRelay {
  readonly name: string;
  /**
   * Its link; the relay is made now unless it was there already, for which its image may have to be built. Ask once.
   * @param unwanted ends the wait; what is made all the same is removed
   * @throws RelayFailure, EngineUnreachable, the signal's reason
   */
  open(unwanted: AbortSignal): Promise<RelayLink>;
}

/** Relays that are ready before they are needed: starting one takes as long as starting a script's container. */
export interface RelayPool {
  /** One nobody else has had or gets. */
  take(network: ContainerNetwork, executionId: string): TakenRelay;
  /** Makes up for those that were taken, in the background. */
  refill(): void;
  /** Relays that wait for an execution, or are being made for one that waits. */
  isWaiting(name: string): boolean;
  /** The execution that has taken a relay, as long as it is not forgotten. */
  executionOf(name: string): string | undefined;
  forget(name: string): void;
  /** Removes those that wait, as far as the engine lets. */
  close(): Promise<void>;
}

export interface RelayPoolChoices {
  readonly relay: RelayParts;
  readonly logger: Logger;
  /** A name nobody has. */
  readonly nameRelay: () => string;
  /** How many are kept of each kind of network, once one of it was needed. */
  readonly size: number;
}

interface Waiting {
  readonly name: string;
  readonly network: ContainerNetwork;
  readonly link: RelayLink;
}

/** Nobody has needed one for so long: those that wait are given up, until one is needed again. */
const idleMs = 10 * 60_000;

export function createRelayPool({ relay: parts, logger, nameRelay, size }: RelayPoolChoices): RelayPool {
  const { engine, clock } = parts;
  const waiting: Waiting[] = [];
  const making = new Map<string, ContainerNetwork>();
  const taken = new Map<string, string>();
  const wanted = new Set<ContainerNetwork>();
  const work = new Set<Promise<void>>();
  let isClosed = false;
  let cancelIdle = (): void => undefined;

  async function discard(name: string): Promise<void> {
    try {
      await removeRelay(engine, name);
    } catch (error) {
      logger.debug({ relay: name, error: String(error) }, "a waiting relay could not be removed yet");
    }
  }

  function doInBackground(task: Promise<void>): void {
    const done = task.finally(() => work.delete(done));
    work.add(done);
  }

  function drop(relay: Waiting): void {
    const index = waiting.indexOf(relay);
    if (index < 0) return;
    waiting.splice(index, 1);
    relay.link.close();
    doInBackground(discard(relay.name));
  }

  async function make(network: ContainerNetwork): Promise<void> {
    const name = nameRelay();
    making.set(name, network);
    try {
      const link = await makeRelay(parts, { name, network, executionId: undefined });
      const relay = { name, network, link };
      waiting.push(relay);
      void link.closed.then(() => {
        drop(relay);
      });
      if (isClosed) drop(relay);
    } catch (error) {
      logger.debug({ error: String(error) }, "no relay could be made beforehand");
    } finally {
      making.delete(name);
    }
  }

  async function unlessUnwanted(plan: RelayPlan, unwanted: AbortSignal): Promise<RelayLink> {
    unwanted.throwIfAborted();
    const making = makeRelay(parts, plan);
    try {
      return await untilAborted(making, unwanted);
    } catch (error) {
      const remove = async (link: RelayLink): Promise<void> => {
        link.close();
        await discard(plan.name);
      };
      doInBackground(making.then(remove, () => undefined));
      throw error;
    }
  }

  /** One after the other, for the sake of what is being started meanwhile. */
  async function fill(): Promise<void> {
    for (const network of wanted) {
      const count = waiting.filter((relay) => relay.network === network).length;
      for (let missing = size - count; missing > 0 && !isClosed; missing -= 1) await make(network);
    }
  }

  function giveUpWhenIdle(): void {
    cancelIdle();
    cancelIdle = clock.after(idleMs, () => {
      wanted.clear();
      for (const relay of [...waiting]) drop(relay);
    });
  }

  let filling: Promise<void> | undefined;
  return {
    take(network, executionId) {
      if (size > 0) wanted.add(network);
      if (!isClosed) giveUpWhenIdle();
      const ready = waiting.findIndex((relay) => relay.network === network);
      const [found] = ready < 0 ? [] : waiting.splice(ready, 1);
      const name = found?.name ?? nameRelay();
      taken.set(name, executionId);
      return {
        name,
        open: (unwanted) =>
          found ? Promise.resolve(found.link) : unlessUnwanted({ name, network, executionId }, unwanted),
      };
    },
    refill() {
      if (isClosed || filling !== undefined) return;
      filling = fill().finally(() => {
        filling = undefined;
      });
      doInBackground(filling);
    },
    isWaiting: (name) => making.has(name) || waiting.some((relay) => relay.name === name),
    executionOf: (name) => taken.get(name),
    forget(name) {
      taken.delete(name);
    },
    async close() {
      isClosed = true;
      cancelIdle();
      for (const relay of [...waiting]) drop(relay);
      while (work.size > 0) await Promise.all(work);
    },
  };
}
