import { formatAddress, overlaps, parseRange, rangeOf } from "./addresses.ts";
import type { AddressRange } from "./packet-filter.ts";

/**
 * Where networks of executions are taken from, the first that is free of others: private ranges (RFC 1918) that
 * neither Docker nor home routers give out by themselves. Docker's own pools hold some thirty networks in all.
 */
const pools = ["10.213.0.0/16", "10.87.0.0/16", "172.30.128.0/17"];
/** Bits of a network of fourteen addresses: the bridge's, the relay's, and room to spare. */
const subnetLength = 28;

export const ownPools: readonly AddressRange[] = pools.flatMap((pool) => parseRange(pool) ?? []);

/**
 * A subnet that touches none of those that are taken.
 * @param taken networks of the engine, and what this computer has routes to
 * @param begin from where on to look, any whole number from 0: those who choose at the same time choose differently
 * @returns such as `10.213.4.16/28`; undefined when there is none left
 */
export function chooseSubnet(taken: readonly AddressRange[], begin: number): string | undefined {
  const size = 2 ** (32 - subnetLength);
  for (const pool of ownPools) {
    const obstacles = taken.filter((range) => overlaps(range, pool));
    // A route to all of the pool is the default route, or a network that is larger than what may be taken from it.
    if (obstacles.some((range) => range.mask !== 0 && (range.mask & pool.mask) >>> 0 === range.mask)) continue;
    const narrow = obstacles.filter((range) => range.mask !== 0);
    const count = (2 ** 32 - pool.mask) / size;
    for (let step = 0; step < count; step += 1) {
      const subnet = rangeOf(pool.address + ((begin + step) % count) * size, subnetLength);
      if (!narrow.some((range) => overlaps(range, subnet))) {
        return `${formatAddress(subnet.address)}/${String(subnetLength)}`;
      }
    }
  }
  return undefined;
}
