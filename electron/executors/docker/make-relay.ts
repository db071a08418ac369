import type { Clock } from "../../base/clock.ts";
import type { ContainerNetwork } from "../../../shared/words.ts";
import { EngineRefusal, EngineUnreachable } from "./engine-error.ts";
import type { Engine } from "./engine.ts";
import { chooseSubnet } from "./own-subnet.ts";
import { closingFor, readOwnAddresses, takenRanges } from "./own-addresses.ts";
import type { Closing } from "./packet-filter.ts";
import { openRelayLink, type RelayLink } from "./relay-link.ts";
import { networkSpec, relaySpec } from "./relay-spec.ts";

export interface RelayParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly owner: string;
  /** What relays are made of: an image with python3. */
  readonly image: string;
  /** 16 bytes of chance. */
  readonly greeting: () => Uint8Array;
  /** A number in [0, 1). */
  readonly fraction: () => number;
}

export interface RelayPlan {
  /** Nobody else's, ever. */
  readonly name: string;
  readonly network: ContainerNetwork;
  readonly executionId: string | undefined;
}

/** There is no relay to be had, and so no way to the runtime API or to the outside. */
export class RelayFailure extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = "RelayFailure";
  }
}

/** Others may take the same subnet at the same moment. */
const subnetAttempts = 8;

/**
 * Makes a relay, with a network of its own where its script is to reach the outside, and waits until it listens. When
 * it fails, nothing of it is left.
 * @throws RelayFailure, EngineUnreachable
 */
export async function makeRelay(parts: RelayParts, plan: RelayPlan): Promise<RelayLink> {
  const { engine, owner, image } = parts;
  const { name, executionId } = plan;
  try {
    const closing = plan.network === "outside" ? await makeNetwork(parts, plan) : undefined;
    await engine.create(relaySpec({ name, owner, image, executionId, closing }));
    const link = await openRelayLink(parts, name, true);
    try {
      await engine.start(name);
      await link.ready;
    } catch (error) {
      link.close();
      throw error;
    }
    return link;
  } catch (error) {
    // Whatever cannot be removed now is swept later.
    await removeRelay(engine, name).catch(() => undefined);
    throw asFailure(error, image);
  }
}

/** Removes a relay and its network, also one that was made by halves. @throws EngineRefusal, EngineUnreachable */
export async function removeRelay(engine: Pick<Engine, "remove" | "removeNetwork">, name: string): Promise<void> {
  await engine.remove(name);
  await engine.removeNetwork(name);
}

async function makeNetwork({ engine, owner, fraction }: RelayParts, plan: RelayPlan): Promise<Closing> {
  const { name, executionId } = plan;
  for (let attempt = 1; ; attempt += 1) {
    const present = (await engine.networks()).flatMap(({ subnets }) => subnets);
    const own = readOwnAddresses();
    const subnet = chooseSubnet(takenRanges(present, own), Math.floor(fraction() * 2 ** 20));
    if (subnet === undefined) throw new EngineRefusal(503, "there is no private network left for it");
    try {
      await engine.createNetwork(networkSpec({ name, owner, executionId }, subnet));
      return closingFor(present, own);
    } catch (error) {
      if (!(error instanceof EngineRefusal) || attempt >= subnetAttempts || !/overlap/i.test(error.words)) throw error;
    }
  }
}

function asFailure(error: unknown, image: string): unknown {
  if (error instanceof EngineUnreachable) return error;
  const said = error instanceof Error ? error.message : String(error);
  const isMissing = error instanceof EngineRefusal && error.statusCode === 404;
  const words = isMissing ? `the image ${image} is not on this computer (${said})` : said;
  return new RelayFailure(`The relay to the runtime API could not be started: ${words}`, error);
}
