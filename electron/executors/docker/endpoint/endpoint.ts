/** Certificates as PEM text. */
export interface TlsMaterial {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** False: whoever answers is taken for the engine. */
  readonly isVerified: boolean;
}

/** Where a Docker engine is. */
export type EnginePlace =
  /** A Unix socket, or a named pipe of Windows. */
  | { readonly kind: "socket"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number; readonly tls: TlsMaterial | undefined }
  | {
      readonly kind: "ssh";
      readonly host: string;
      readonly user: string | undefined;
      readonly port: number | undefined;
      /** Of the engine's socket there; empty: the usual one. */
      readonly path: string;
    };

export interface EngineEndpoint {
  readonly place: EnginePlace;
  /** As DOCKER_HOST would hold it, without a password. */
  readonly address: string;
  /** What named it, for people: `DOCKER_HOST`, `the Docker context “x”`; empty where that is beyond question. */
  readonly foundBy: string;
}

/** What names an engine cannot be understood, or what it names is not there. */
export class EndpointError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "EndpointError";
  }
}

/** Ports that Docker has with the registry of the Internet (IANA: docker, docker-s). */
const plainPort = 2375;
const tlsPort = 2376;

/**
 * Reads an address as DOCKER_HOST and contexts hold it.
 * @param tls for `tcp:` addresses; undefined: none
 * @throws EndpointError
 */
export function readAddress(address: string, tls: TlsMaterial | undefined, source: string): EnginePlace {
  const wrong = (why: string): EndpointError =>
    new EndpointError(`${source} names ${JSON.stringify(withoutPassword(address))} as Docker's address: ${why}`);
  const [, scheme = "", rest = ""] = /^([a-z]+):\/\/(.*)$/.exec(address) ?? [];
  switch (scheme) {
    case "unix":
      if (!rest.startsWith("/")) throw wrong("the path of a socket begins with /");
      return { kind: "socket", path: rest };
    case "npipe":
      return { kind: "socket", path: rest.replaceAll("/", "\\") };
    case "tcp":
    case "http":
    case "https": {
      const { hostname, port, pathname, username } = parse(rest, wrong);
      if (username !== "" || !["", "/"].includes(pathname)) throw wrong("only a host and a port can follow");
      const certificates = scheme === "https" ? (tls ?? unknownAuthority) : tls;
      const usual = certificates === undefined ? plainPort : tlsPort;
      return {
        kind: "tcp",
        host: hostname.replace(/^\[|\]$/g, ""),
        port: port === "" ? usual : Number(port),
        tls: certificates,
      };
    }
    case "ssh": {
      const { hostname, port, pathname, username, password } = parse(rest, wrong);
      if (password !== "") throw wrong("a password cannot be given in it; use a key or an agent");
      const [host, user] = [hostname.replace(/^\[|\]$/g, ""), decodeURIComponent(username)];
      // The program ssh would take such a word for an option.
      if (host.startsWith("-") || user.startsWith("-")) throw wrong("a name cannot begin with a dash");
      return {
        kind: "ssh",
        host,
        user: user === "" ? undefined : user,
        port: port === "" ? undefined : Number(port),
        path: pathname === "/" ? "" : pathname,
      };
    }
    default:
      throw wrong("it must begin with unix://, npipe://, tcp:// or ssh://");
  }
}

const unknownAuthority: TlsMaterial = { ca: undefined, cert: undefined, key: undefined, isVerified: true };

function parse(rest: string, wrong: (why: string) => EndpointError): URL {
  const url = URL.canParse(`ssh://${rest}`) ? new URL(`ssh://${rest}`) : undefined;
  if (url === undefined || url.hostname === "") throw wrong("there is no host that can be read in it");
  return url;
}

/** An address as it may be shown. */
export function withoutPassword(address: string): string {
  return address.replace(/(:\/\/[^/@:]*):[^@/]*@/, "$1:…@");
}
