import { isIPv4, isIPv6 } from "node:net";

/** Whom an address reaches. */
export type AddressKind = "public" | "loopback" | "link-local" | "private" | "reserved";

/** The special ranges of the IANA registries (RFC 6890 and its successors): network, length of its prefix, kind. */
const ranges4: readonly (readonly [string, number, AddressKind])[] = [
  ["127.0.0.0", 8, "loopback"],
  // The unspecified address leads to this computer, too.
  ["0.0.0.0", 8, "loopback"],
  ["169.254.0.0", 16, "link-local"],
  ["10.0.0.0", 8, "private"],
  ["172.16.0.0", 12, "private"],
  ["192.168.0.0", 16, "private"],
  ["100.64.0.0", 10, "private"],
  ["192.0.0.0", 24, "reserved"],
  ["192.0.2.0", 24, "reserved"],
  ["192.88.99.0", 24, "reserved"],
  ["198.18.0.0", 15, "private"],
  ["198.51.100.0", 24, "reserved"],
  ["203.0.113.0", 24, "reserved"],
  ["224.0.0.0", 3, "reserved"],
];

/** Ranges within the global unicast of IPv6 that are none; everything outside 2000::/3 is special by itself. */
const ranges6: readonly (readonly [string, number, AddressKind])[] = [
  ["::", 127, "loopback"],
  ["fe80::", 10, "link-local"],
  ["fec0::", 10, "private"],
  ["fc00::", 7, "private"],
  ["2001::", 23, "reserved"],
  ["2001:db8::", 32, "reserved"],
  ["3fff::", 20, "reserved"],
];

/** Ranges whose addresses carry one of IPv4, at this bit: mapped, compatible, translated, 6to4. */
const carriers: readonly (readonly [string, number, number])[] = [
  ["::ffff:0:0", 96, 96],
  ["::ffff:0:0:0", 96, 96],
  ["::", 96, 96],
  ["64:ff9b::", 96, 96],
  ["2002::", 16, 16],
];

/** @param address of IPv4 or IPv6, without brackets; with or without a zone */
export function addressKind(address: string): AddressKind {
  const bits = addressBits(address);
  if (bits === undefined) return "reserved";
  if (bits.length === 32) return kindIn(bits, ranges4) ?? "public";
  const own = kindIn(bits, ranges6);
  if (own !== undefined) return own;
  for (const [network, length, at] of carriers) {
    if (isWithin(bits, network, length)) return kindIn(bits.slice(at, at + 32), ranges4) ?? "public";
  }
  return isWithin(bits, "2000::", 3) ? "public" : "reserved";
}

function kindIn(bits: string, ranges: readonly (readonly [string, number, AddressKind])[]): AddressKind | undefined {
  return ranges.find(([network, length]) => isWithin(bits, network, length))?.[2];
}

function isWithin(bits: string, network: string, length: number): boolean {
  const own = addressBits(network);
  return own?.length === bits.length && own.slice(0, length) === bits.slice(0, length);
}

/** Whether an address is the one given, or in the range given (`10.0.0.0/8`). */
export function isInRange(address: string, given: string): boolean {
  const bits = addressBits(address);
  const [network = "", length] = given.split("/");
  const own = addressBits(network);
  if (bits === undefined || own === undefined) return false;
  return isWithin(bits, network, length === undefined ? own.length : Number(length));
}

/** The bits of an address as 0 and 1, 32 or 128; an address of IPv4 in the mapped range of IPv6 is one of IPv4. */
function addressBits(address: string): string | undefined {
  const [bare = ""] = address.split("%");
  if (isIPv4(bare))
    return bare
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("");
  if (!isIPv6(bare)) return undefined;
  const bits = groupsOf(bare)
    .map((group) => group.toString(2).padStart(16, "0"))
    .join("");
  const mapped = `${"0".repeat(80)}${"1".repeat(16)}`;
  return bits.startsWith(mapped) && bare !== "::ffff:0:0" ? bits.slice(96) : bits;
}

function groupsOf(address: string): readonly number[] {
  const [head = "", tail] = withoutDots(address).split("::");
  const numbers = (part: string): number[] => (part === "" ? [] : part.split(":").map((group) => parseInt(group, 16)));
  if (tail === undefined) return numbers(head);
  const [front, back] = [numbers(head), numbers(tail)];
  return [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back];
}

/** `::ffff:1.2.3.4` as `::ffff:102:304`. */
function withoutDots(address: string): string {
  const [, front, dotted] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  if (front === undefined || dotted === undefined) return address;
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split(".").map(Number);
  return `${front}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
