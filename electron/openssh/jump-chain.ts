import { isIPv6 } from "node:net";
import { settingsOf, type ClientConfig } from "./client-config.ts";

/** One server of a `ProxyJump`, with what it says of it beside its name. */
interface Hop {
  readonly host: string;
  readonly username: string | undefined;
  readonly port: number | undefined;
}

/** A server that leads to another, by the name it is imported under. */
export interface HopServer {
  readonly name: string;
  /** The name by which the configuration is looked up. */
  readonly host: string;
  readonly username: string;
  /** As it is written. */
  readonly port: string;
  /** Name of the server through which it is reached itself. */
  readonly jump: string | undefined;
  /** The server that it was first met on the way to. */
  readonly leadsTo: string;
}

export interface JumpChains {
  /** Name of the server that leads to one of the configuration; undefined: straight. */
  wayTo(name: string): string | undefined;
  /** Servers that only a `ProxyJump` describes, as far as `wayTo` has met them. */
  readonly made: ReadonlyMap<string, HopServer>;
}

/**
 * Follows `ProxyJump` as the client does (ssh_config(5)): the first server of a list is reached as its own entry says,
 * each further one through the one before, whatever its own entry says. A server that is reached in another way, as
 * another user or at another port than its own entry says becomes one of its own, whose name says so.
 * @param ownUser who is logged in as where nothing says otherwise
 */
export function createJumpChains(config: ClientConfig, ownUser: string): JumpChains {
  const made = new Map<string, HopServer>();
  const ways = new Map<string, string | undefined>();
  const underWay = new Set<string>();

  function wayTo(name: string): string | undefined {
    if (ways.has(name) || underWay.has(name)) return ways.get(name);
    underWay.add(name);
    const hops = readHops(settingsOf(config, name).values.get("proxyjump") ?? "none");
    const isToItself = hops.at(-1)?.host === name;
    let through: string | undefined;
    if (!isToItself) for (const [at, hop] of hops.entries()) through = serverFor(hop, at === 0, through, name);
    underWay.delete(name);
    ways.set(name, through);
    return through;
  }

  /** @returns the name of the server that stands for it */
  function serverFor(hop: Hop, isFirst: boolean, before: string | undefined, leadsTo: string): string {
    const { values } = settingsOf(config, hop.host);
    const own = { username: values.get("user") ?? ownUser, port: values.get("port") ?? "22" };
    const username = hop.username ?? own.username;
    const port = hop.port === undefined ? own.port : String(hop.port);
    const isConfigured = config.names.includes(hop.host);
    const jump = isFirst ? wayTo(hop.host) : before;
    const plain = isConfigured ? hop.host : plainName(hop.host);
    const present = isConfigured ? { ...own, jump: isFirst ? jump : wayTo(hop.host) } : made.get(plain);
    let name = nameOf(plain, { username, port, jump }, present);
    // The configuration may have a server that is called so.
    while (name !== hop.host && config.names.includes(name)) name += "-on-the-way";
    const isThere = made.has(name) || (isConfigured && name === hop.host);
    if (!isThere) made.set(name, { name, host: hop.host, username, port, jump, leadsTo });
    return name;
  }

  return { wayTo, made };
}

type Place = Pick<HopServer, "username" | "port" | "jump">;

/** What a server is called that is named by its address: names have no colons and begin with a letter or digit. */
function plainName(host: string): string {
  return isIPv6(host) ? `ipv6-${host.replaceAll(/[:%]/g, "-")}` : host;
}

/** The host's own name or, where a server of that name is another one, that name with what differs. */
function nameOf(host: string, wanted: Place, present: Place | undefined): string {
  if (present === undefined) return host;
  return [
    host,
    ...(wanted.username === present.username ? [] : [`as-${wanted.username}`]),
    ...(wanted.port === present.port ? [] : [`port-${wanted.port}`]),
    ...(wanted.jump === present.jump ? [] : [wanted.jump === undefined ? "straight" : `via-${wanted.jump}`]),
  ].join("-");
}

/** `[user@]host[:port]` or `ssh://…`, several with commas between; none: straight. */
function readHops(text: string): readonly Hop[] {
  if (text.toLowerCase() === "none" || text === "") return [];
  return text.split(",").map((written) => {
    const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?\/?$/.exec(written);
    if (!match) return { username: undefined, host: written, port: undefined };
    const [, username, bracketed, host, port] = match;
    return { username, host: bracketed ?? host ?? written, port: port === undefined ? undefined : Number(port) };
  });
}
