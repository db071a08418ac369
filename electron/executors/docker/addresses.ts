import { isIPv4 } from "node:net";
import type { AddressRange } from "./packet-filter.ts";

/** Undefined for what is no IPv4 address. */
export function parseAddress(words: string): number | undefined {
  if (!isIPv4(words)) return undefined;
  return words.split(".").reduce((sum, part) => (sum << 8) | Number(part), 0) >>> 0;
}

/** `10.0.0.0/8`, or a single address; undefined for anything else. */
export function parseRange(words: string): AddressRange | undefined {
  const [head = "", length = "32"] = words.split("/");
  const address = parseAddress(head);
  if (address === undefined || !/^\d{1,2}$/.test(length) || Number(length) > 32) return undefined;
  return rangeOf(address, Number(length));
}

export function rangeOf(address: number, length: number): AddressRange {
  const mask = length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
  return { address: (address & mask) >>> 0, mask };
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => String((address >>> shift) & 0xff)).join(".");
}

export function overlaps(one: AddressRange, other: AddressRange): boolean {
  const mask = (one.mask & other.mask) >>> 0;
  return (one.address & mask) >>> 0 === (other.address & mask) >>> 0;
}
