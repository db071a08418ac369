import { createHash } from "node:crypto";
import { join } from "node:path";
import { EndpointError, readAddress, withoutPassword, type EngineEndpoint, type TlsMaterial } from "./endpoint.ts";

/** The engine that the program's own configuration names. */
export interface EngineChoice {
  /** A context of the `docker` command. */
  readonly context?: string | undefined;
  /** As DOCKER_HOST would hold it. */
  readonly host?: string | undefined;
}

/** The computer as it is looked at. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  exists(path: string): boolean;
  /** Undefined when there is no such file. @throws what the file system throws */
  read(path: string): string | undefined;
}

/**
 * Finds the engine as the `docker` command does: what the program's configuration names, else DOCKER_HOST, else
 * DOCKER_CONTEXT, else the context in use, else the socket where engines of this system usually are.
 * @throws EndpointError when what is named cannot be used: another engine would not be what was meant
 */
export function findEndpoint(choice: EngineChoice, around: Surroundings): EngineEndpoint {
  const { environment } = around;
  if (choice.host !== undefined) return atAddress(choice.host, "Cronium's configuration", around);
  if (choice.context !== undefined) return inContext(choice.context, "Cronium's configuration", around);
  const host = environment["DOCKER_HOST"] ?? "";
  if (host !== "") return atAddress(host, "DOCKER_HOST", around);
  const named = environment["DOCKER_CONTEXT"] ?? "";
  if (named !== "") return inContext(named, "DOCKER_CONTEXT", around);
  const current = currentContext(around);
  if (current !== undefined) return inContext(current, "the context in use", around);
  return atUsualPlace(around);
}

function atAddress(address: string, source: string, around: Surroundings): EngineEndpoint {
  const tls = /^(tcp|https?):/.test(address) ? tlsOfEnvironment(around) : undefined;
  return { place: readAddress(address, tls, source), address: withoutPassword(address), foundBy: source };
}

function inContext(name: string, source: string, around: Surroundings): EngineEndpoint {
  if (name === "default") return { ...atUsualPlace(around), foundBy: `${source}: the context “default”` };
  const directory = configurationDirectory(around);
  // The command keeps what belongs to a context in folders named by the hash of its name.
  const folder = createHash("sha256").update(name).digest("hex");
  const path = join(directory, "contexts", "meta", folder, "meta.json");
  const told = readJson(path, around);
  if (told === undefined) {
    throw new EndpointError(
      `${source} names the Docker context “${name}”, which there is not: \`docker context ls\` lists them`,
    );
  }
  const docker = property(property(told, "Endpoints"), "docker");
  const host = property(docker, "Host");
  if (typeof host !== "string" || host === "") {
    throw new EndpointError(`The Docker context “${name}” names no address: \`docker context inspect\` shows it`);
  }
  const material = join(directory, "contexts", "tls", folder, "docker");
  const isVerified = property(docker, "SkipTLSVerify") !== true;
  const tls = readMaterial(material, isVerified, around);
  const has = tls.ca !== undefined || tls.cert !== undefined || !isVerified;
  const foundBy =
    source === "the context in use"
      ? `the Docker context “${name}”, which is in use`
      : `${source}: the Docker context “${name}”`;
  return {
    place: readAddress(host, has ? tls : undefined, `The Docker context “${name}”`),
    address: withoutPassword(host),
    foundBy,
  };
}

function currentContext(around: Surroundings): string | undefined {
  const path = join(configurationDirectory(around), "config.json");
  const current = property(readJson(path, around), "currentContext");
  return typeof current === "string" && current !== "" && current !== "default" ? current : undefined;
}

/** Where engines of this system listen: the system's own, a rootless one, Docker Desktop, Colima, Rancher Desktop. */
function usualPlaces({
  environment,
  home,
  platform,
}: Surroundings): readonly (readonly [path: string, whose: string])[] {
  if (platform === "win32") {
    return [
      ["\\\\.\\pipe\\docker_engine", "the usual pipe"],
      ["\\\\.\\pipe\\dockerDesktopLinuxEngine", "Docker Desktop's pipe"],
    ];
  }
  const runtime = environment["XDG_RUNTIME_DIR"] ?? "";
  return [
    ["/var/run/docker.sock", "the usual socket"],
    ...(runtime.startsWith("/") ? [[join(runtime, "docker.sock"), "the socket of rootless Docker"] as const] : []),
    [join(home, ".docker", "run", "docker.sock"), "Docker Desktop's socket"],
    [join(home, ".docker", "desktop", "docker.sock"), "Docker Desktop's socket"],
    [join(home, ".colima", "default", "docker.sock"), "Colima's socket"],
    [join(home, ".rd", "docker.sock"), "Rancher Desktop's socket"],
  ];
}

function atUsualPlace(around: Surroundings): EngineEndpoint {
  const places = usualPlaces(around);
  const [path, whose] = places.find(([candidate]) => around.exists(candidate)) ?? places[0] ?? ["", ""];
  const address = around.platform === "win32" ? `npipe://${path.replaceAll("\\", "/")}` : `unix://${path}`;
  return { place: { kind: "socket", path }, address, foundBy: whose };
}

/** DOCKER_TLS_VERIFY asks for TLS with a known engine, DOCKER_TLS for any. */
function tlsOfEnvironment(around: Surroundings): TlsMaterial | undefined {
  const { environment } = around;
  const isVerified = (environment["DOCKER_TLS_VERIFY"] ?? "") !== "";
  if (!isVerified && (environment["DOCKER_TLS"] ?? "") === "") return undefined;
  const named = environment["DOCKER_CERT_PATH"] ?? "";
  const directory = named === "" ? configurationDirectory(around) : named;
  const material = readMaterial(directory, isVerified, around);
  if (named !== "" && material.ca === undefined && material.cert === undefined) {
    throw new EndpointError(`DOCKER_CERT_PATH names ${directory}, where there is neither ca.pem nor cert.pem`);
  }
  return material;
}

function readMaterial(directory: string, isVerified: boolean, around: Surroundings): TlsMaterial {
  const read = (name: string): string | undefined => readFile(join(directory, name), around);
  const material = { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem"), isVerified };
  if ((material.cert === undefined) !== (material.key === undefined)) {
    throw new EndpointError(`In ${directory} there is only one of cert.pem and key.pem; both are needed`);
  }
  return material;
}

function configurationDirectory({ environment, home }: Surroundings): string {
  const named = environment["DOCKER_CONFIG"] ?? "";
  return named === "" ? join(home, ".docker") : named;
}

function readJson(path: string, around: Surroundings): unknown {
  const text = readFile(path, around);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new EndpointError(`${path}, by which Docker is found, is not valid JSON`);
  }
}

function readFile(path: string, around: Surroundings): string | undefined {
  try {
    return around.read(path);
  } catch (error) {
    throw new EndpointError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
