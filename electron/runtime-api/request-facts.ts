import type { FastifyRequest } from "fastify";
import { Refusal } from "./refusal.ts";
import type { Session } from "./session.ts";

/** What is known of a request besides what it says. */
export interface RequestFacts {
  /** Of the execution whose token it shows; absent where none is asked for. */
  readonly session?: Session;
  /** SHA-256 of its body, hex; kept only where it carries an idempotency key. */
  bodyHash?: string;
  /** Milliseconds of the clock that never goes back. */
  readonly arrivedAt: number;
  /** Why it was refused, for the log and the figures. */
  code?: string;
}

declare module "fastify" {
  interface FastifyRequest {
    facts: RequestFacts;
  }
}

/** The session of a request to an address that asks for a token. */
export function sessionOf(request: FastifyRequest): Session {
  const { session } = request.facts;
  if (session === undefined) throw new Refusal(401, "missing_token", "Show the token of the execution.");
  return session;
}
