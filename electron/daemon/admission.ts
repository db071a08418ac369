import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export interface DoorRules {
  readonly port: number;
  readonly token: string;
}

export type Admission =
  { readonly admitted: true } | { readonly admitted: false; readonly status: 401 | 403; readonly reason: string };

/** The cookie's name carries the port: browsers share cookies between all ports of a host. */
export function cookieName(port: number): string {
  return `cronium_${String(port)}`;
}

/**
 * Decides whether a request may come in: it must be addressed to this computer (a page that rebinds its name to
 * loopback gives itself away by its Host), come from our own page or no page at all, and show the token.
 */
export function admit(request: Pick<IncomingMessage, "headers">, rules: DoorRules): Admission {
  const hosts = [`127.0.0.1:${String(rules.port)}`, `localhost:${String(rules.port)}`];
  if (!hosts.includes(request.headers.host ?? "")) {
    return { admitted: false, status: 403, reason: "This address is not the one Cronium listens on." };
  }
  const { origin } = request.headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) {
    return { admitted: false, status: 403, reason: "Another page may not use Cronium." };
  }
  const shown = bearerToken(request) ?? cookieToken(request, rules.port);
  if (shown === undefined || !sameToken(shown, rules.token)) {
    return { admitted: false, status: 401, reason: "Open Cronium with the link that `cronium start` prints." };
  }
  return { admitted: true };
}

/** Compares in constant time, whatever the lengths. */
export function sameToken(shown: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(shown), digest(token));
}

function bearerToken(request: Pick<IncomingMessage, "headers">): string | undefined {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
}

function cookieToken(request: Pick<IncomingMessage, "headers">, port: number): string | undefined {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === cookieName(port)) return value;
  }
  return undefined;
}
