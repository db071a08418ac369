import type { Logger } from "../../base/logger.ts";
import { EngineRefusal } from "./engine-error.ts";
import type { Engine, EngineNetwork, OwnedContainer } from "./engine.ts";
import { removeRelay } from "./make-relay.ts";
import { relayRole } from "./relay-spec.ts";
import type { RelayPool } from "./relay-pool.ts";

export interface EngineSweep {
  readonly engine: Pick<Engine, "networks" | "containersOf" | "remove" | "removeNetwork">;
  readonly owner: string;
  readonly pool: Pick<RelayPool, "isWaiting" | "executionOf">;
  readonly logger: Logger;
}

/**
 * Removes containers, relays and networks of this owner that no execution needs. A relay is needed by its execution, by
 * a container that shares its network, or by nobody yet when this process keeps it for whoever comes next. What the
 * engine does not let go is left to the next sweep, and keeps nothing else from being removed.
 * @returns the ids of executions whose container was removed
 * @throws EngineRefusal when it does not say what there is, EngineUnreachable
 */
export async function sweepEngine(
  { engine, owner, pool, logger }: EngineSweep,
  isNeeded: (executionId: string) => Promise<boolean>,
): Promise<readonly string[]> {
  // Networks first: one whose relay was made in between is not taken for one without a relay.
  const networks = (await engine.networks()).filter((network) => network.owner === owner);
  const containers = await engine.containersOf(owner);
  const removed: string[] = [];
  const shared = new Set<string>();
  for (const script of containers.filter(({ role }) => role !== relayRole)) {
    // Asked after the listing: whoever has a container by then was recorded before it was made.
    if (await isNeeded(script.executionId ?? "")) {
      shared.add(script.networkMode.replace("container:", ""));
      continue;
    }
    if (!(await isGone(engine.remove(script.id)))) {
      shared.add(script.networkMode.replace("container:", ""));
      continue;
    }
    removed.push(script.executionId ?? "");
    logger.info({ executionId: script.executionId }, "removed a container that no execution needs");
  }

  async function isGone(removal: Promise<void>): Promise<boolean> {
    try {
      await removal;
      return true;
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      logger.warn({ error: error.words }, "Docker does not remove what no execution needs; it is tried again");
      return false;
    }
  }

  async function isRelayNeeded(relay: Pick<OwnedContainer, "id" | "name" | "executionId">): Promise<boolean> {
    if (pool.isWaiting(relay.name) || shared.has(relay.name) || shared.has(relay.id)) return true;
    const executionId = pool.executionOf(relay.name) ?? relay.executionId;
    return executionId !== undefined && (await isNeeded(executionId));
  }

  const kept = new Set<string>();
  for (const relay of containers.filter(({ role }) => role === relayRole)) {
    if (await isRelayNeeded(relay)) {
      kept.add(relay.name);
      continue;
    }
    if (!(await isGone(removeRelay(engine, relay.name)))) continue;
    logger.info({ relay: relay.name }, "removed a relay that no execution needs");
  }
  for (const network of networks) {
    if (kept.has(network.name) || (await isRelayNeeded(asRelay(network)))) continue;
    if (!(await isGone(engine.removeNetwork(network.name)))) continue;
    logger.info({ network: network.name }, "removed a network that no execution needs");
  }
  return removed;
}

/** A network has the name of its relay. */
function asRelay({ id, name }: EngineNetwork): Pick<OwnedContainer, "id" | "name" | "executionId"> {
  return { id, name, executionId: undefined };
}
