import type { FastifyReply, FastifyRequest } from "fastify";
import type { Duplex } from "node:stream";
import type { Clock } from "../base/clock.ts";
import { notNow, Refusal } from "./refusal.ts";
import type { Session } from "./session.ts";
import type { SessionBook } from "./session-book.ts";
import { createTokenBucket } from "./token-bucket.ts";

export interface AdmissionParts {
  readonly clock: Clock;
  readonly sessions: SessionBook;
  /** Of a connection from an execution's own place: whose it is. */
  readonly ownerOf: (connection: Duplex) => Session | undefined;
  readonly isOwnHost: (host: string, isTunnelled: boolean) => boolean;
  /** Origins of pages that may call; `*`: any. */
  readonly allowedOrigins: readonly string[];
  readonly isStopping: () => boolean;
  /** Notes that somebody came with a wrong token, or with another's. */
  readonly audit: (detail: { readonly code: string; readonly execution: string | undefined }) => void;
}

/** Wrong tokens a minute, of all callers together: of more it is not told what is wrong with them. */
const wrongTokensPerMinute = 600;

/** So many refusals a minute are written down: enough to see that, and by which execution, it was tried. */
const auditedPerMinute = 10;

/** Lets a request in or refuses it, by its headers alone. */
export interface Admission {
  /**
   * Whom it is from: this program's own address, and no page that is not allowed.
   * @throws Refusal 403, or 503 while the program stops
   */
  greet(request: FastifyRequest, reply: FastifyReply): void;
  /**
   * Which execution's it is, and whether it may ask this now.
   * @throws Refusal 401, 403, 429 or 503
   */
  identify(request: FastifyRequest): Promise<Session>;
}

export function createAdmission(parts: AdmissionParts): Admission {
  const { clock, sessions, ownerOf, allowedOrigins } = parts;
  const wrongTokens = createTokenBucket(clock, wrongTokensPerMinute);
  const audited = createTokenBucket(clock, auditedPerMinute);

  function note(code: string, connection: Duplex, session?: Session): void {
    if (audited.take() > 0) return;
    // Without a token nobody is named, but by the connection.
    parts.audit({ code, execution: (ownerOf(connection) ?? session)?.execution.id });
  }

  function refuseRate(waitSeconds: number): void {
    if (waitSeconds === 0) return;
    throw new Refusal(429, "rate_limited", "Too many requests within a minute.", { retryAfter: waitSeconds });
  }

  async function find(token: string, connection: Duplex): Promise<Session> {
    try {
      return await sessions.find(token);
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) {
        note(error.code, connection);
        refuseRate(wrongTokens.take());
      }
      throw error;
    }
  }

  return {
    greet(request, reply) {
      if (parts.isStopping()) throw notNow("shutting_down", "The program is leaving: ask again.");
      const { host, origin } = request.headers;
      if (!parts.isOwnHost(host ?? "", ownerOf(request.raw.socket) !== undefined)) {
        throw new Refusal(403, "unknown_host", "This is not the address at which the runtime API is reached.");
      }
      if (origin === undefined) return;
      if (!allowedOrigins.includes("*") && !allowedOrigins.includes(origin)) {
        throw new Refusal(403, "foreign_origin", "Pages of this origin may not call.");
      }
      void reply.headers({ "access-control-allow-origin": origin, vary: "Origin" });
    },
    async identify(request) {
      const { authorization } = request.headers;
      if (authorization === undefined) throw new Refusal(401, "missing_token", "Show the token of the execution.");
      const token = /^Bearer +([\w.~+/=-]{1,4000})$/i.exec(authorization)?.[1];
      if (token === undefined) throw new Refusal(401, "invalid_token", "The header has to be: Bearer, and the token.");
      const session = await find(token, request.raw.socket);
      const { id } = session.execution;
      const asked = (request.params as { readonly id?: string }).id;
      const owner = ownerOf(request.raw.socket);
      if ((asked !== undefined && asked !== id) || (owner !== undefined && owner !== session)) {
        note("execution_mismatch", request.raw.socket, session);
        throw new Refusal(403, "execution_mismatch", "The token is that of another execution.");
      }
      if (!session.isBundled) refuseRate(session.bucket.take());
      session.requireOpen();
      return session;
    },
  };
}
