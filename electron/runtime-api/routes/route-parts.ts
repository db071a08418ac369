import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { isTooDeep, tooDeepWords } from "../../../shared/json-depth.ts";
import type { ChangeFeed } from "../../base/change-feed.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Store } from "../../store/store.ts";
import type { ToolRegistry } from "../../tools/registry.ts";
import type { VariableBook } from "../../variables/variable-book.ts";
import { failure } from "../envelope.ts";
import { sessionOf } from "../request-facts.ts";
import type { Session } from "../session.ts";

/** What the addresses answer from. */
export interface RouteParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly changes: ChangeFeed;
  readonly variables: VariableBook;
  readonly tools: ToolRegistry;
  /** How long a tool's action may take, milliseconds. */
  readonly toolLimitMs: number;
}

export const ofExecution = z.object({
  id: z.string().max(200).meta({ description: "The execution's own id: `CRONIUM_EXECUTION_ID`" }),
});

/** Any value; what is not there at all is none. */
export const anyValue = z
  .unknown()
  .refine((value) => value !== undefined, "is missing")
  .refine((value) => !isTooDeep(value), tooDeepWords)
  .meta({ description: "Any JSON" });

/** A call that may be made again. */
export const keyed = {
  headers: z.looseObject({
    "idempotency-key": z
      .string()
      .optional()
      .meta({ description: "1 to 100 letters, digits, - and _: the same call again gives the first answer again" }),
  }),
} as const;

const refusals = {
  401: "No token, or one that opens nothing: missing_token, invalid_token, expired_token, revoked_token",
  403: "execution_mismatch, unknown_host, foreign_origin",
  429: "rate_limited; `Retry-After` says when to come again, seconds",
  503: "not_ready, shutting_down; `Retry-After` says when to come again, seconds",
} as const;

/** The answers of an address: its own, and the refusals it shares with all that ask for a token. */
export function answers<Success extends z.ZodType, More extends Readonly<Record<number, string>>>(
  answer: Success,
  more: More,
) {
  const described = Object.entries({ ...refusals, ...more }).map(
    ([status, description]) => [status, failure.meta({ description })] as const,
  );
  return { 200: answer, ...(Object.fromEntries(described) as Record<400, typeof failure>) };
}

const withToken = [{ token: [] }] as const;

/** What the documents say of an address that asks for a token. */
export function described(tag: string, summary: string, description?: string) {
  return { tags: [tag], summary, ...(description === undefined ? {} : { description }), security: withToken };
}

/**
 * Does something for an open session; one that closes waits for it, so that nothing is sent from within: a caller may
 * read as slowly as it likes.
 */
export function inSession<Answer>(
  request: FastifyRequest,
  work: (session: Session) => Promise<Answer>,
): Promise<Answer> {
  const session = sessionOf(request);
  return session.run(() => work(session));
}
