import { serverInput } from "../../shared/server.ts";
import { serverOptions, type ServerOptions } from "../../shared/server-options.ts";
import { settingsOf, type ClientConfig, type HostSettings } from "./client-config.ts";

/** A server as a configuration describes it, before anything but the configuration was read. */
export interface ConfiguredServer {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly username: string;
  readonly jump: string | undefined;
  readonly options: ServerOptions;
  /** As they are written there; none: the usual ones. */
  readonly identityFiles: readonly string[];
  readonly certificateFiles: readonly string[];
  /** Under which name and port `known_hosts` has its key. */
  readonly keyName: { readonly address: string; readonly port: number };
  /** Why it cannot be imported. */
  readonly obstacles: readonly string[];
  readonly notes: readonly string[];
}

/** What changes how a connection is made and cannot be taken over. */
const notTakenOver: Readonly<Record<string, string>> = {
  identityagent: "IdentityAgent is not taken over: the agent of SSH_AUTH_SOCK is asked",
  pkcs11provider: "keys of a PKCS#11 provider are not taken over",
  hostkeyalgorithms: "HostKeyAlgorithms is not taken over",
  kexalgorithms: "KexAlgorithms is not taken over",
  ciphers: "Ciphers is not taken over",
  bindaddress: "BindAddress is not taken over",
  bindinterface: "BindInterface is not taken over",
  remotecommand: "RemoteCommand is not taken over",
  forwardagent: "ForwardAgent is not taken over: no agent is forwarded",
};

const usualPort = 22;

interface Hop {
  readonly username: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
}

/**
 * The servers of a configuration, and those that lead to them. One that only a `ProxyJump` names is there, too.
 * @param ownUser who is logged in as where nothing says otherwise
 */
export function configuredServers(config: ClientConfig, ownUser: string): readonly ConfiguredServer[] {
  const servers = new Map<string, ConfiguredServer>();
  for (const name of config.names) servers.set(name, configuredServer(config, name, undefined, ownUser));
  for (const name of config.names) {
    const hop = readHop(settingsOf(config, name).values.get("proxyjump") ?? "none");
    if (hop === undefined || hop === "several" || servers.has(hop.host)) continue;
    servers.set(hop.host, configuredServer(config, hop.host, hop, ownUser));
  }
  return [...servers.values()];
}

function configuredServer(config: ClientConfig, name: string, hop: Hop | undefined, ownUser: string): ConfiguredServer {
  const settings = settingsOf(config, name);
  const { values, address } = settings;
  const obstacles: string[] = [];
  const writtenPort = hop?.port === undefined ? (values.get("port") ?? "22") : String(hop.port);
  const isPort = /^\d{1,5}$/.test(writtenPort) && Number(writtenPort) >= 1 && Number(writtenPort) <= 65_535;
  if (!isPort) obstacles.push(`Port ${writtenPort} is no port`);
  const port = isPort ? Number(writtenPort) : usualPort;
  const username = hop?.username ?? values.get("user") ?? ownUser;
  const jump = jumpOf(config, settings, name, obstacles);
  const command = values.get("proxycommand");
  if (command !== undefined && command !== "none" && jump === undefined) {
    obstacles.push("it is reached by a ProxyCommand, which is not taken over");
  }
  const parsed = serverInput.safeParse({ name, address, port, username, authentication: { kind: "agent" } });
  for (const { path, message } of parsed.error?.issues ?? []) obstacles.push(`${path.join(".")}: ${message}`);
  const alias = values.get("hostkeyalias");
  return {
    name,
    address,
    port,
    username,
    jump,
    options: optionsOf(settings, jump),
    identityFiles: settings.identityFiles,
    certificateFiles: settings.certificateFiles,
    keyName: alias === undefined ? { address, port } : { address: alias, port: 22 },
    obstacles,
    notes: Object.entries(notTakenOver).flatMap(([keyword, note]) => {
      const value = values.get(keyword);
      return value === undefined || /^(none|no)$/i.test(value) ? [] : [note];
    }),
  };
}

function jumpOf(config: ClientConfig, { values }: HostSettings, name: string, obstacles: string[]): string | undefined {
  const hop = readHop(values.get("proxyjump") ?? "none");
  if (hop === undefined) return undefined;
  if (hop === "several") {
    obstacles.push("its ProxyJump names several servers at once; give each of them a ProxyJump of its own instead");
    return undefined;
  }
  if (hop.host === name) return undefined;
  const other = settingsOf(config, hop.host);
  const isConfigured = config.names.includes(hop.host);
  const differs =
    isConfigured &&
    ((hop.username !== undefined && hop.username !== other.values.get("user")) ||
      (hop.port !== undefined && String(hop.port) !== (other.values.get("port") ?? "22")));
  if (differs) obstacles.push(`its ProxyJump reaches ${hop.host} in another way than its own entry says`);
  return hop.host;
}

/** `[user@]host[:port]` or `ssh://…` (ssh_config(5), ProxyJump); undefined: straight. */
function readHop(text: string): Hop | "several" | undefined {
  if (text.toLowerCase() === "none" || text === "") return undefined;
  if (text.includes(",")) return "several";
  const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?\/?$/.exec(text);
  if (!match) return { username: undefined, host: text, port: undefined };
  const [, username, bracketed, host, port] = match;
  return { username, host: bracketed ?? host ?? text, port: port === undefined ? undefined : Number(port) };
}

/** Times are whole seconds there. What is out of our bounds stays as usual. */
function optionsOf({ values }: HostSettings, jump: string | undefined): ServerOptions {
  const seconds = (keyword: string): number | undefined => {
    const value = values.get(keyword);
    return value !== undefined && /^\d+$/.test(value) ? Number(value) * 1_000 : undefined;
  };
  const bounded = <Name extends "connectTimeoutMs" | "keepaliveMs">(
    name: Name,
    value: number | undefined,
  ): ServerOptions =>
    value !== undefined && serverOptions.safeParse({ [name]: value }).success ? { [name]: value } : {};
  return {
    ...(jump === undefined ? {} : { jump }),
    ...bounded("connectTimeoutMs", seconds("connecttimeout")),
    ...bounded("keepaliveMs", seconds("serveraliveinterval")),
  };
}
