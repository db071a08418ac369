import { lookup as lookUp, type LookupAddress } from "node:dns";
import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { connect as connectPlain, isIP, type LookupFunction, type Socket } from "node:net";
import { connect as connectSecure, type ConnectionOptions } from "node:tls";
import type { HttpRequest } from "../../../shared/http-request.ts";
import type { Clock } from "../../base/clock.ts";
import { bareHost, isLoopbackName, mayConnect, refusalWords, type AddressRules } from "./address-rules.ts";
import { HttpFailure } from "./http-failure.ts";

/** Asks the name service; `node:dns` unless a test stands in for it. */
export type LookUp = (
  host: string,
  options: { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface ConnectionParts {
  readonly clock: Clock;
  readonly rules: AddressRules;
  readonly tls: HttpRequest["tls"];
  /** The private key of the client's certificate, PEM; undefined: none is shown. */
  readonly clientKey: string | undefined;
  readonly limits: HttpRequest["limits"];
  readonly proxy: URL | undefined;
  readonly lookUp?: LookUp | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens a connection for one request. Where it goes is judged by the address that it really connects to, so that a
 * name which leads elsewhere the second time it is asked for gains nothing. What a proxy connects to, the proxy
 * decides: there only addresses that are written out can be judged, and `localhost`, which is no other computer.
 * @throws HttpFailure; errors of node:net and node:tls; the signal's reason
 */
export async function openConnection(url: URL, parts: ConnectionParts): Promise<Socket> {
  const { proxy, limits, clock, signal } = parts;
  const host = bareHost(url.hostname);
  const isSecure = url.protocol === "https:";
  const port = Number(url.port || (isSecure ? 443 : 80));
  const written = isIP(host) !== 0 ? host : proxy !== undefined && isLoopbackName(host) ? "127.0.0.1" : undefined;
  if (written !== undefined && !mayConnect(host, written, parts.rules)) {
    throw new HttpFailure("address_refused", refusalWords(host, [written]));
  }
  const socket = await within(clock, limits.connectMs, `${url.host} could not be connected to`, signal, (inner) =>
    proxy === undefined ? dial(host, port, parts, inner) : dialThrough(proxy, host, port, inner),
  );
  if (!isSecure) return socket;
  return within(clock, limits.tlsMs, `${url.host} did not agree on TLS`, signal, (inner) =>
    secure(socket, host, parts, inner),
  );
}

/** @throws HttpFailure `no_answer` when the time is over first */
async function within(
  clock: Clock,
  limitMs: number,
  what: string,
  signal: AbortSignal,
  open: (signal: AbortSignal) => Promise<Socket>,
): Promise<Socket> {
  const expiry = new AbortController();
  const cancel = clock.after(limitMs, () => {
    expiry.abort(new HttpFailure("no_answer", `${what} within ${String(limitMs / 1_000)} s`));
  });
  try {
    return await open(AbortSignal.any([signal, expiry.signal]));
  } finally {
    cancel();
  }
}

/** Resolves with the socket once `event` happens; ends it when the signal aborts first. */
function untilReady(socket: Socket, event: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      socket.destroy();
      reject(signal.reason as Error);
    };
    const settle = (): void => {
      signal.removeEventListener("abort", giveUp);
      socket.off("error", fail).off("close", close).off(event, ready);
    };
    const ready = (): void => {
      settle();
      resolve(socket);
    };
    const fail = (error: Error): void => {
      settle();
      socket.destroy();
      reject(error);
    };
    const close = (): void => {
      fail(Object.assign(new Error("closed"), { code: "ECONNRESET" }));
    };
    if (signal.aborted) {
      giveUp();
      return;
    }
    signal.addEventListener("abort", giveUp, { once: true });
    socket.on("error", fail).on("close", close).on(event, ready);
  });
}

function dial(
  host: string,
  port: number,
  { rules, lookUp: ask = lookUp }: ConnectionParts,
  signal: AbortSignal,
): Promise<Socket> {
  const lookup: LookupFunction = (name, options, done) => {
    ask(name, { all: true }, (error, addresses) => {
      if (error !== null) {
        done(error, "", 0);
        return;
      }
      const free = addresses.filter(({ address }) => mayConnect(host, address, rules));
      const [first] = free;
      if (first === undefined) {
        const refused = addresses.map(({ address }) => address);
        done(new HttpFailure("address_refused", refusalWords(host, refused)), "", 0);
      } else if (options.all === true) done(null, free);
      else done(null, first.address, first.family);
    });
  };
  return untilReady(connectPlain({ host, port, lookup, autoSelectFamily: true, noDelay: true }), "connect", signal);
}

/** A tunnel through a proxy: CONNECT, RFC 9110 section 9.3.6. */
function dialThrough(proxy: URL, host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const target = `${host.includes(":") ? `[${host}]` : host}:${String(port)}`;
  const { username, password } = proxy;
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  return new Promise((resolve, reject) => {
    const outgoing = (proxy.protocol === "https:" ? requestSecure : requestPlain)({
      method: "CONNECT",
      host: bareHost(proxy.hostname),
      port: proxy.port || (proxy.protocol === "https:" ? 443 : 80),
      path: target,
      headers: { host: target, ...(username === "" ? {} : { "proxy-authorization": `Basic ${credentials}` }) },
      agent: false,
      signal,
    });
    outgoing.on("connect", (answer, socket) => {
      const { statusCode = 0 } = answer;
      if (statusCode >= 200 && statusCode < 300) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(
        new HttpFailure(
          "no_answer",
          `The proxy ${proxy.host} did not let it through: it answered ${String(statusCode)}`,
        ),
      );
    });
    outgoing.on("error", (error) => {
      const code = "code" in error ? ` (${String(error.code)})` : "";
      const refusal = new HttpFailure("no_answer", `The proxy ${proxy.host} could not be used${code}`, {
        cause: error,
      });
      reject(signal.aborted ? (signal.reason as Error) : refusal);
    });
    outgoing.end();
  });
}

function secure(
  socket: Socket,
  host: string,
  { tls, clientKey }: ConnectionParts,
  signal: AbortSignal,
): Promise<Socket> {
  const name = tls.serverName ?? host;
  const options: ConnectionOptions = {
    socket,
    // A literal address is no name of a server: RFC 6066 section 3.
    ...(isIP(name) === 0 ? { servername: name } : { host: name }),
    rejectUnauthorized: tls.verify,
    minVersion: tls.minimumVersion,
    ALPNProtocols: ["http/1.1"],
    ...(tls.authority === null ? {} : { ca: tls.authority }),
    ...(tls.client === null || clientKey === undefined ? {} : { cert: tls.client.certificate, key: clientKey }),
  };
  try {
    return untilReady(connectSecure(options), "secureConnect", signal);
  } catch (error) {
    socket.destroy();
    throw new HttpFailure("invalid_event", "The certificates or the key of the event cannot be used", { cause: error });
  }
}
