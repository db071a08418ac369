import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { contentSecurityPolicy } from "../../shared/content-security-policy.ts";
import { CroniumError } from "../../shared/errors.ts";
import { frameLimitBytes } from "../api/frame-limit.ts";
import { serveWebSocket } from "../api/serve-websocket.ts";
import type { Host } from "../host/host.ts";
import { admit, cookieName, sameToken } from "./admission.ts";
import { nothingHere, readPageFile, screenAddress } from "./page-files.ts";

/** Where the page is served when nobody chose a port and this one is free. */
const usualPort = 41_380;

export interface LoopbackDoor {
  readonly port: number;
  /** Opens the page: carries the token once, which becomes a cookie. */
  readonly url: string;
  close(): Promise<void>;
}

export interface LoopbackOptions {
  readonly host: Host;
  /** Folder of the built page; without it only the contract is served. */
  readonly pageDirectory: string | undefined;
}

/**
 * Serves the page and the contract on 127.0.0.1, never wider.
 * @throws CroniumError `unavailable` when the chosen port is taken
 */
export async function serveLoopback({ host, pageDirectory }: LoopbackOptions): Promise<LoopbackDoor> {
  const server = createServer();
  const port = await listen(server, host.configuration.port);
  const rules = { port, token: host.token };
  const sockets = new WebSocketServer({ noServer: true, maxPayload: frameLimitBytes });
  const onError = (failure: { path: string | undefined; error: Error }): void => {
    host.logger.warn({ path: failure.path, reason: failure.error.message }, "a call failed");
  };
  const serve = serveWebSocket({ router: host.router, createContext: host.createContext, onError });

  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, rules, pageDirectory).catch((error: unknown) => {
      host.logger.error({ error }, "a request could not be answered");
      response.destroy();
    });
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const admission = admit(request, rules);
    if (!admission.admitted || new URL(request.url ?? "/", "http://loopback").pathname !== "/trpc") {
      socket.end(
        `HTTP/1.1 ${admission.admitted ? "404 Not Found" : String(admission.status)}\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      serve(accepted, request);
    });
  });

  const address = `http://127.0.0.1:${String(port)}`;
  host.announce(address);
  return {
    port,
    url: `${address}/?token=${host.token}`,
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

async function listen(server: Server, chosen: number | undefined): Promise<number> {
  const attempt = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
        server.off("error", reject);
        resolve((server.address() as AddressInfo).port);
      });
    });
  try {
    return await attempt(chosen ?? usualPort);
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (taken && chosen === undefined) return attempt(0);
    throw new CroniumError(
      "unavailable",
      taken ? `Port ${String(chosen)} is taken by another program` : `Port ${String(chosen)} cannot be used`,
      { remedy: "Choose another with --port, or leave it out to take a free one.", cause: error },
    );
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  rules: { readonly port: number; readonly token: string },
  pageDirectory: string | undefined,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://loopback");
  const shown = url.searchParams.get("token");
  const admission = admit(
    shown === null ? request : { headers: { ...request.headers, authorization: `Bearer ${shown}` } },
    rules,
  );
  response.setHeader("Content-Security-Policy", contentSecurityPolicy);
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  if (!admission.admitted) {
    response.writeHead(admission.status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${admission.reason}\n`);
    return;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { Allow: "GET, HEAD" }).end();
    return;
  }
  if (shown !== null && sameToken(shown, rules.token)) {
    const cookie = `${cookieName(rules.port)}=${rules.token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000`;
    const headers = { "Set-Cookie": cookie, "Cache-Control": "no-store" };
    if (request.headers["sec-fetch-site"] === "cross-site") {
      // A redirect would still count as the foreign page's doing and carry no strict cookie; our own page's refresh does.
      response.writeHead(200, {
        ...headers,
        "Content-Type": "text/html; charset=utf-8",
        Refresh: `0; url=${url.pathname}`,
      });
      response.end("<!doctype html><title>Cronium</title>");
    } else {
      response.writeHead(302, { ...headers, Location: url.pathname }).end();
    }
    return;
  }
  const file = pageDirectory === undefined ? undefined : await readPageFile(pageDirectory, url.pathname);
  if (file === undefined) {
    const screen = screenAddress(url.pathname, url.search);
    if (screen !== undefined && pageDirectory !== undefined) {
      response.writeHead(302, { Location: screen, "Cache-Control": "no-store" }).end();
    } else {
      response.writeHead(404, { "Content-Type": "text/html; charset=utf-8" }).end(nothingHere);
    }
    return;
  }
  response.writeHead(200, {
    "Content-Type": file.contentType,
    "Content-Length": file.body.length,
    "Cache-Control": file.immutable ? "public, max-age=31536000, immutable" : "no-cache",
  });
  response.end(request.method === "HEAD" ? undefined : file.body);
}
