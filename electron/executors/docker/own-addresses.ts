import { getServers } from "node:dns";
import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { parseAddress, parseRange } from "./addresses.ts";
import { ownPools } from "./own-subnet.ts";
import type { AddressRange, Closing } from "./packet-filter.ts";

/**
 * Where no script has any business, wherever the engine runs: link-local with the metadata of most clouds; that of
 * Alibaba and Oracle; all who listen at once; the networks of other executions; what Docker gives its bridges by
 * default (172.16 to 172.31, each `.0.1`); how Docker Desktop calls its host (its documentation, "Networking").
 */
const alwaysForbidden: readonly AddressRange[] = [
  ...["169.254.0.0/16", "100.100.100.200", "192.0.0.0/24", "224.0.0.0/3"].flatMap((words) => parseRange(words) ?? []),
  ...ownPools,
  { address: 0xac100001, mask: 0xfff0ffff },
  ...["192.168.65.1", "192.168.65.2", "192.168.65.254"].flatMap((words) => parseRange(words) ?? []),
];

/** What this computer answers at, and whom it asks for names. */
export interface OwnAddresses {
  /** Its networks, as `192.168.1.7/24`. */
  readonly networks: readonly string[];
  /** What it has further routes to. */
  readonly routes: readonly AddressRange[];
  readonly nameServers: readonly string[];
}

export function readOwnAddresses(): OwnAddresses {
  const networks = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .flatMap(({ family, cidr }) => (family === "IPv4" && cidr !== null ? [cidr] : []));
  return { networks, routes: readRoutes(), nameServers: getServers() };
}

/** Linux tells its routes in a file; elsewhere the engine runs in a virtual machine that has routes of its own. */
function readRoutes(): readonly AddressRange[] {
  try {
    return parseRoutes(readFileSync("/proc/net/route", "latin1"));
  } catch {
    return [];
  }
}

/** @param table as in /proc/net/route: the second and eighth column are address and mask, hexadecimal, last byte first */
export function parseRoutes(table: string): readonly AddressRange[] {
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([, address = "", , , , , , mask = ""]) =>
      [address, mask].every((word) => /^[0-9A-F]{8}$/i.test(word))
        ? [{ address: Buffer.from(address, "hex").readUInt32LE(), mask: Buffer.from(mask, "hex").readUInt32LE() }]
        : [],
    );
}

/** What a network of an execution must not touch: the engine's networks, this computer's, and what it has routes to. */
export function takenRanges(engineSubnets: readonly string[], own: OwnAddresses): readonly AddressRange[] {
  return [...[...engineSubnets, ...own.networks].flatMap((words) => parseRange(words) ?? []), ...own.routes];
}

/**
 * What a script with outside access must not reach all the same: this computer's own addresses and the engine's
 * networks, beside what is never allowed. It may ask this computer's name servers for names.
 */
export function closingFor(engineSubnets: readonly string[], own: OwnAddresses): Closing {
  const ours = own.networks.flatMap((words) => parseRange(words.split("/")[0] ?? "") ?? []);
  return {
    forbidden: [...alwaysForbidden, ...engineSubnets.flatMap((words) => parseRange(words) ?? []), ...ours].filter(
      ({ address }) => address >>> 24 !== 127,
    ),
    nameServers: own.nameServers
      .flatMap((words) => parseAddress(words) ?? [])
      .filter((address) => address >>> 24 !== 127),
  };
}
