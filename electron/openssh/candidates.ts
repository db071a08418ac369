import { serverInput } from "../../shared/server.ts";
import { serverOptions, type ServerOptions } from "../../shared/server-options.ts";
import { agentOption } from "./identity-agent.ts";
import { createJumpChains } from "./jump-chain.ts";
import { settingsOf, type ClientConfig, type HostSettings } from "./client-config.ts";

/** A server as a configuration describes it, before anything but the configuration was read. */
export interface ConfiguredServer {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly username: string;
  readonly jump: string | undefined;
  readonly options: ServerOptions;
  /** False: no SSH agent is to be asked for keys (`IdentityAgent none`). */
  readonly asksAgent: boolean;
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

/** A server, and how it is looked up and reached. */
interface Wanted {
  readonly name: string;
  readonly host: string;
  readonly username?: string;
  readonly port?: string;
  readonly jump: string | undefined;
  readonly notes: readonly string[];
}

/**
 * The servers of a configuration, and those that lead to them. One that only a `ProxyJump` names is there, too.
 * @param ownUser who is logged in as where nothing says otherwise
 */
export function configuredServers(config: ClientConfig, ownUser: string): readonly ConfiguredServer[] {
  const chains = createJumpChains(config, ownUser);
  const named = config.names.map((name) => ({ name, host: name, jump: chains.wayTo(name), notes: [] }));
  const made = [...chains.made.values()].map((hop) => ({ ...hop, notes: [`named by the way to ${hop.leadsTo}`] }));
  return withCircles([...named, ...made].map((wanted) => configuredServer(config, wanted, ownUser)));
}

function configuredServer(config: ClientConfig, wanted: Wanted, ownUser: string): ConfiguredServer {
  const { name, jump } = wanted;
  const settings = settingsOf(config, wanted.host);
  const { values, address } = settings;
  const obstacles: string[] = [];
  const writtenPort = wanted.port ?? values.get("port") ?? "22";
  const isPort = /^\d{1,5}$/.test(writtenPort) && Number(writtenPort) >= 1 && Number(writtenPort) <= 65_535;
  if (!isPort) obstacles.push(`Port ${writtenPort} is no port`);
  const port = isPort ? Number(writtenPort) : usualPort;
  const username = wanted.username ?? values.get("user") ?? ownUser;
  const command = values.get("proxycommand");
  if (command !== undefined && command !== "none" && jump === undefined) {
    obstacles.push("it is reached by a ProxyCommand, which is not taken over");
  }
  const parsed = serverInput.safeParse({ name, address, port, username, authentication: { kind: "agent" } });
  for (const { path, message } of parsed.error?.issues ?? []) obstacles.push(`${path.join(".")}: ${message}`);
  const alias = values.get("hostkeyalias");
  const agent = agentOption(values.get("identityagent"), { address, username, ownUser });
  return {
    name,
    address,
    port,
    username,
    jump,
    options: optionsOf(settings, jump, agent ?? undefined),
    asksAgent: !/^none$/i.test(values.get("identityagent") ?? ""),
    identityFiles: settings.identityFiles,
    certificateFiles: settings.certificateFiles,
    keyName: alias === undefined ? { address, port } : { address: alias, port: 22 },
    obstacles,
    notes: [
      ...wanted.notes,
      ...(agent === null ? ["IdentityAgent depends on more than the files: the agent of SSH_AUTH_SOCK is asked"] : []),
      ...Object.entries(notTakenOver).flatMap(([keyword, note]) => {
        const value = values.get(keyword);
        return value === undefined || /^(none|no)$/i.test(value) ? [] : [note];
      }),
    ],
  };
}

/** Says of servers whose way leads in a circle that they cannot be reached. */
function withCircles(servers: readonly ConfiguredServer[]): readonly ConfiguredServer[] {
  const byName = new Map(servers.map((server) => [server.name, server]));
  return servers.map((server) => {
    const way = [server.name];
    for (let next = server.jump; next !== undefined; next = byName.get(next)?.jump) {
      way.push(next);
      if (way.indexOf(next) < way.length - 1) {
        const circle = `the way to it leads in a circle: ${way.join(" → ")}`;
        return { ...server, obstacles: [...server.obstacles, circle] };
      }
    }
    return server;
  });
}

/** Times are whole seconds there. What is out of our bounds stays as usual. */
function optionsOf({ values }: HostSettings, jump: string | undefined, agent: string | undefined): ServerOptions {
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
    ...(agent === undefined ? {} : { agent }),
    ...bounded("connectTimeoutMs", seconds("connecttimeout")),
    ...bounded("keepaliveMs", seconds("serveraliveinterval")),
  };
}
