import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatAddress, overlaps, parseAddress, parseRange, rangeOf } from "./addresses.ts";
import { closingFor, parseRoutes, takenRanges } from "./own-addresses.ts";
import { chooseSubnet, ownPools } from "./own-subnet.ts";
import { closeNetwork } from "./packet-filter.ts";

const range = (words: string) => parseRange(words) ?? { address: 0, mask: 0 };
const address = fc.nat({ max: 2 ** 32 - 1 });
const anyRange = fc
  .record({ address, length: fc.integer({ min: 1, max: 32 }) })
  .map((each) => rangeOf(each.address, each.length));
const own = {
  networks: ["127.0.0.1/8", "192.168.7.5/24"],
  routes: [],
  nameServers: ["192.168.7.1", "127.0.0.53", "::1"],
};

describe("addresses", () => {
  it("are read as they are written", () => {
    fc.assert(
      fc.property(address, (value) => {
        expect(parseAddress(formatAddress(value))).toBe(value);
      }),
    );
    expect(["10.0.0.0/33", "10.0.0", "::1/64", "x"].map(parseRange)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("overlap when one range has an address of the other", () => {
    fc.assert(
      fc.property(anyRange, anyRange, (one, other) => {
        const wider = one.mask < other.mask ? one : other;
        const narrower = wider === one ? other : one;
        expect(overlaps(one, other)).toBe((narrower.address & wider.mask) >>> 0 === wider.address);
      }),
    );
  });
});

describe("chooseSubnet", () => {
  it("touches nothing that is taken, wherever it begins", () => {
    fc.assert(
      fc.property(fc.array(anyRange, { maxLength: 30 }), fc.nat(), (taken, begin) => {
        const chosen = chooseSubnet(taken, begin);
        if (chosen === undefined) return;
        expect(taken.some((each) => overlaps(each, range(chosen)))).toBe(false);
        expect(ownPools.some((pool) => overlaps(pool, range(chosen)))).toBe(true);
      }),
    );
  });

  it("finds hundreds beside each other, and minds no default route", () => {
    const taken = [rangeOf(0, 0)];
    for (let count = 0; count < 300; count += 1) taken.push(range(chooseSubnet(taken, 5) ?? ""));
    expect(new Set(taken.map((each) => each.address)).size).toBe(301);
  });

  it("leaves a pool that somebody else has wholly, and ends when there is none", () => {
    expect(chooseSubnet([range("10.0.0.0/8")], 0)).toBe("172.30.128.0/28");
    expect(chooseSubnet([range("10.0.0.0/8"), range("172.16.0.0/12")], 0)).toBeUndefined();
  });
});

describe("what is closed to scripts", () => {
  const isForbidden = (words: string, engine: readonly string[] = []): boolean =>
    closingFor(engine, own).forbidden.some((each) => overlaps(each, range(words)));

  it("is metadata, this computer, the engine's networks and those of other executions", () => {
    const closed = ["169.254.169.254", "192.168.7.5", "10.213.0.1", "172.17.0.1", "172.22.0.1", "192.168.65.254"];
    expect(closed.filter((words) => !isForbidden(words))).toEqual([]);
    expect(isForbidden("192.168.99.4", ["192.168.96.0/20"])).toBe(true);
  });

  it("is not the rest of the network", () => {
    const open = ["192.168.7.1", "192.168.7.6", "203.0.113.9", "172.17.0.2", "10.0.0.1", "192.168.99.4"];
    expect(open.filter((words) => isForbidden(words))).toEqual([]);
    expect(closingFor([], own).nameServers.map(formatAddress)).toEqual(["192.168.7.1"]);
  });

  it("counts what this computer has routes to among the taken", () => {
    const table =
      "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\neth0\t0010D50A\t00\t1\t0\t0\t0\t00FFFFFF\t0\n";
    const [route] = parseRoutes(table);
    expect(route).toEqual(range("10.213.16.0/24"));
    expect(takenRanges(["172.17.0.0/16"], { ...own, routes: [range("10.213.16.0/24")] })).toContainEqual(route);
  });
});

describe("closeNetwork", () => {
  it("is a batch of whole messages, each but its two ends asking for an answer", () => {
    const bytes = closeNetwork({ forbidden: [range("169.254.0.0/16"), range("10.0.0.1")], nameServers: [1] });
    const types: number[] = [];
    let asked = 0;
    for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at)) {
      types.push(bytes.readUInt16LE(at + 4));
      asked += (bytes.readUInt16LE(at + 6) >> 2) & 1;
      expect(bytes.readUInt32LE(at) % 4).toBe(0);
    }
    const [table, chain, rule] = [0xa00, 0xa03, 0xa06];
    expect(types).toEqual([0x10, table, chain, rule, rule, rule, rule, rule, 0x11]);
    expect(asked).toBe(types.length - 2);
  });
});
