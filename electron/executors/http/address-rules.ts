import { isIP } from "node:net";
import { addressKind, isInRange } from "./address-kind.ts";

/** What an event says of where its request may go. */
export interface AddressRules {
  /** The computer that the event's own address names, as a URL has it; undefined where a value has a part in it. */
  readonly named: string | undefined;
  /** Addresses, ranges and names that may be private. */
  readonly allow: readonly string[];
}

/** The host of a URL without the brackets of IPv6, small letters, without the dot at its end. */
export function bareHost(hostname: string): string {
  return hostname
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();
}

/** Whether a name means the computer itself, whoever looks it up (RFC 6761, section 6.3). */
export function isLoopbackName(host: string): boolean {
  return /^(?:.+\.)?localhost$/.test(host);
}

/**
 * Whether a request for this host may connect to this address. Public addresses are free. Others are only for an event
 * that names them: by themselves in its address, as `localhost`, or in its list. The name of a computer is no name of
 * the address it leads to: whoever answers for the name could say anything.
 * @param host of the URL
 * @param address that it leads to
 */
export function mayConnect(host: string, address: string, { named, allow }: AddressRules): boolean {
  const kind = addressKind(address);
  if (kind === "public") return true;
  const wanted = bareHost(host);
  const isNamed = named !== undefined && bareHost(named) === wanted;
  if (isNamed && isIP(wanted) !== 0) return isInRange(address, wanted);
  if (isNamed && kind === "loopback" && isLoopbackName(wanted)) return true;
  return allow.some((given) => {
    const entry = given.toLowerCase();
    if (isIP(entry.split("/")[0] ?? "") !== 0) return isInRange(address, entry);
    // Behind link-local addresses stand the keys of cloud machines: a name alone never leads there.
    return kind !== "link-local" && bareHost(entry) === wanted;
  });
}

const kindWords = {
  public: "a public address",
  loopback: "this computer itself",
  "link-local": "a link-local address",
  private: "a private address",
  reserved: "a reserved address",
} as const;

/** Why a connection is refused, as a sentence. */
export function refusalWords(host: string, addresses: readonly string[]): string {
  const wanted = bareHost(host);
  const [address = wanted] = addresses;
  const what = kindWords[addressKind(address)];
  const leads = wanted === address ? `${address} is ${what}` : `${wanted} leads to ${address}, ${what}`;
  return `${leads}, which the event does not name`;
}
