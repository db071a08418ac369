import { readFileSync } from "node:fs";
import { createServer, type Server, type ServerOptions } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Server as SocketServer, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { CroniumError } from "../../shared/errors.ts";
import type { Logger } from "../base/logger.ts";
import { choosePorts, rememberPort } from "./remembered-port.ts";
import type { Session } from "./session.ts";
import type { RuntimeApiSettings } from "./settings.ts";

/** Names by which a container reaches the API; those of the original product. */
const tunnelNames = ["runtime-api", "runtime", "localhost", "127.0.0.1"];
const loopbackNames = ["127.0.0.1", "localhost"];
/** A script needs a few; one that opens more is kept from using up those of others. */
const mostConnections = 64;
const mostOnLoopback = 1_000;
const mostHeaders = 100;
const largestHeadBytes = 16 * 1024;

export interface DoorParts {
  readonly settings: RuntimeApiSettings;
  readonly dataDirectory: string;
  /** A number in [0, 1). */
  readonly fraction: () => number;
  readonly logger: Logger;
}

/** Where requests come in: one listener on 127.0.0.1, and connections that executors hand over. */
export interface Doors {
  /** Answers; whoever serves adds itself as its listener of `request`. */
  readonly server: Server;
  /** @throws CroniumError `unavailable` when the chosen port is taken, `invalid_input` for a bad certificate */
  listen(): Promise<void>;
  readonly url: string;
  accept(session: Session, connection: Duplex): void;
  /** Whose place a connection comes from; undefined of one that came in by the listener. */
  ownerOf(connection: Duplex): Session | undefined;
  isOwnHost(host: string, isTunnelled: boolean): boolean;
  /** Takes no more connections, and closes those on which nothing is under way. */
  closeIdle(): void;
  /** Closes all that is left. */
  close(): Promise<void>;
}

export function createDoors({ settings, dataDirectory, fraction, logger }: DoorParts): Doors {
  const owners = new WeakMap<Duplex, Session>();
  const tunnels = new Set<Duplex>();
  const options: ServerOptions = {
    requestTimeout: settings.readTimeout,
    headersTimeout: settings.readTimeout,
    keepAliveTimeout: settings.idleTimeout,
    connectionsCheckingInterval: Math.min(1_000, settings.readTimeout),
    maxHeaderSize: largestHeadBytes,
    noDelay: true,
  };
  const server = createServer(options);
  let listener: SocketServer | undefined;
  let port = 0;

  function limit(limited: Server): void {
    limited.maxHeadersCount = mostHeaders;
    limited.maxConnections = mostOnLoopback;
    limited.timeout = settings.idleTimeout;
    limited.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
      refuseBroken(error, socket);
    });
  }
  limit(server);

  function makeListener(): Server {
    const { enableTls, tlsCertificate, tlsKey } = settings;
    if (!enableTls) return server;
    try {
      if (tlsCertificate === undefined || tlsKey === undefined) throw new Error("no files are named for it");
      const [cert, key] = [readFileSync(tlsCertificate), readFileSync(tlsKey)];
      const secure = createSecureServer({ ...options, cert, key, minVersion: "TLSv1.2" });
      limit(secure);
      secure.on("request", (request, response) => server.emit("request", request, response));
      return secure;
    } catch (error) {
      throw new CroniumError("invalid_input", `The runtime API cannot use its certificate: ${reason(error)}`, {
        remedy: "Correct tlsCertificate and tlsKey under runtimeApi in config.yaml, or turn enableTls off.",
        cause: error,
      });
    }
  }

  return {
    server,
    async listen() {
      const { candidates, remembered } = choosePorts(settings.port, dataDirectory, fraction);
      const made = makeListener();
      for (const candidate of candidates) {
        if (!(await tryPort(made, candidate, settings.port !== undefined))) continue;
        port = (made.address() as AddressInfo).port;
        listener = made;
        if (remembered !== undefined && remembered !== port) {
          logger.warn({ remembered, port }, "scripts that outlived the program know another port of the runtime API");
        }
        if (settings.port === undefined) rememberPort(dataDirectory, port);
        return;
      }
      throw new CroniumError("unavailable", "No port could be had for the runtime API", {
        remedy: "Choose one with RUNTIME_PORT, or under runtimeApi in config.yaml.",
      });
    },
    get url() {
      return `${settings.enableTls ? "https" : "http"}://127.0.0.1:${String(port)}`;
    },
    accept(session, connection) {
      if (session.connections.size >= mostConnections) {
        connection.destroy();
        return;
      }
      owners.set(connection, session);
      session.connections.add(connection);
      tunnels.add(connection);
      connection.once("close", () => {
        session.connections.delete(connection);
        tunnels.delete(connection);
      });
      // Whoever is at the other end may not hang up: once everything is said there is nothing to wait for.
      connection.once("finish", () => connection.destroy());
      // One that breaks while nobody reads from it is no fault of the program.
      connection.on("error", () => connection.destroy());
      server.emit("connection", connection as Socket);
    },
    ownerOf: (connection) => owners.get(connection),
    isOwnHost(host, isTunnelled) {
      if (settings.allowedHosts.includes(host)) return true;
      const [, name = "", given] = /^([^:]+)(?::(\d{1,5}))?$/.exec(host.toLowerCase()) ?? [];
      // Behind a tunnel the port is that of the place it comes from.
      return isTunnelled ? tunnelNames.includes(name) : loopbackNames.includes(name) && given === String(port);
    },
    closeIdle() {
      listener?.close();
      server.closeIdleConnections();
      if (listener !== undefined && "closeIdleConnections" in listener) (listener as Server).closeIdleConnections();
    },
    async close() {
      for (const tunnel of tunnels) tunnel.destroy();
      server.closeAllConnections();
      const open = listener as Server | undefined;
      listener = undefined;
      if (open === undefined) return;
      open.closeAllConnections();
      if (open.listening)
        await new Promise<void>((resolve) =>
          open.close(() => {
            resolve();
          }),
        );
    },
  };
}

/** @returns false when it is taken by somebody else and another will do */
function tryPort(server: SocketServer, port: number, isChosen: boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error): void => {
      if (!isChosen && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES")) {
        resolve(false);
        return;
      }
      const remedy = "Choose another with RUNTIME_PORT, or leave it out to take a free one.";
      const message = `The runtime API cannot use port ${String(port)}: ${reason(error)}`;
      reject(new CroniumError("unavailable", message, { remedy, cause: error }));
    };
    server.once("error", refuse);
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      server.off("error", refuse);
      resolve(true);
    });
  });
}

const broken: Readonly<Record<string, readonly [line: string, code: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", "headers_too_large", "The headers are too large."],
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "request_timeout", "The request did not arrive in time."],
};

/** Answers what is no request, as far as that can be answered, and hangs up. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const [line, code, message] = broken[error.code ?? ""] ?? ["400 Bad Request", "bad_request", "This is no request."];
  const body = JSON.stringify({ error: line.slice(4), code, message });
  const head = [
    `HTTP/1.1 ${line}`,
    "Connection: close",
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${String(Buffer.byteLength(body))}`,
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
