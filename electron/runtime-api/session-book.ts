import type { Duplex } from "node:stream";
import type { RuntimeBundle } from "../executors/executor.ts";
import type { Clock } from "../base/clock.ts";
import type { RuntimeOpening, RuntimeSession } from "../queue/runtime-sessions.ts";
import { findExecution } from "../store/executions.ts";
import type { Database } from "../store/tables.ts";
import type { VariableBook } from "../variables/variable-book.ts";
import { notNow, Refusal } from "./refusal.ts";
import { createSession, type Session } from "./session.ts";
import { createTokenBucket } from "./token-bucket.ts";
import { claimsOf, hashToken, signatureOf, type Tokens } from "./tokens.ts";

/** So many ended tokens of earlier starts are still known to have been good once. */
const mostRemembered = 10_000;

export interface SessionBookParts {
  readonly clock: Clock;
  readonly read: Database;
  readonly tokens: Tokens;
  readonly variables: Pick<VariableBook, "secrets">;
  /** Requests of one execution a minute; 0: any number. */
  readonly rateLimitPerMinute: number;
  readonly url: () => string;
  /** The way by files of this session, whose token is that. */
  readonly bundle: (session: Session, token: string) => RuntimeBundle;
  /** Serves a connection that is this session's alone. */
  readonly accept: (session: Session, connection: Duplex) => void;
}

export interface SessionBook {
  open(opening: RuntimeOpening): Promise<RuntimeSession>;
  /**
   * The session a token opens. Only tokens that were given out are good, and each until its execution ends: the token
   * itself is looked up, by its hash; what it says of itself decides nothing but the words of a refusal.
   * @throws Refusal 401, or 503 while its execution has not been taken up yet
   */
  find(token: string): Promise<Session>;
  /** How many are open. */
  readonly size: number;
}

interface KnownToken {
  readonly session: Session;
  /** Epoch milliseconds; of a token of an earlier start once it has been shown. */
  expiresAt: number | undefined;
}

export function createSessionBook(parts: SessionBookParts): SessionBook {
  const { clock, read, tokens } = parts;
  const known = new Map<string, KnownToken>();
  const ended = new Set<string>();
  const sessions = new Set<Session>();

  function rememberEnded(hash: string): void {
    ended.add(hash);
    for (const oldest of ended) {
      if (ended.size <= mostRemembered) break;
      ended.delete(oldest);
    }
  }

  async function open(opening: RuntimeOpening): Promise<RuntimeSession> {
    const { execution, work } = opening;
    const minted = tokens.mint(opening);
    const isTakenUp = execution.token_hash !== null;
    const session = createSession({
      execution,
      work,
      bucket: createTokenBucket(clock, parts.rateLimitPerMinute),
      // Which of them an earlier process handed to the script is not known any more.
      secrets: [minted.signature, ...(isTakenUp ? await parts.variables.secrets() : [])],
    });
    const hashes = [minted.hash, ...(execution.token_hash === null ? [] : [execution.token_hash])];
    sessions.add(session);
    known.set(minted.hash, { session, expiresAt: minted.expiresAt });
    if (execution.token_hash !== null) known.set(execution.token_hash, { session, expiresAt: undefined });

    async function close(state: "left" | "ended"): Promise<void> {
      sessions.delete(session);
      for (const hash of hashes) {
        if (known.get(hash)?.session === session) known.delete(hash);
        if (state === "ended") rememberEnded(hash);
      }
      await session.close(state);
    }

    return {
      token: minted.token,
      tokenHash: minted.hash,
      door: {
        get url() {
          return parts.url();
        },
        accept(connection) {
          if (sessions.has(session)) parts.accept(session, connection);
          else connection.destroy();
        },
        bundle: parts.bundle(session, minted.token),
      },
      secrets: () => [...session.secrets],
      connect: (log) => {
        session.connect(log);
      },
      end: () => close("ended"),
      leave: () => close("left"),
    };
  }

  /** Of a token that opens nothing here. */
  async function refusalOf(token: string, hash: string): Promise<Refusal> {
    if (ended.has(hash)) return new Refusal(401, "revoked_token", "The execution has ended, and its token with it.");
    const claims = claimsOf(token);
    if (claims === undefined) return new Refusal(401, "invalid_token", "This is no token of this program.");
    const row = await findExecution(read, claims.executionId);
    if (row?.token_hash === hash && row.finished_at === null) {
      return notNow("not_ready", "The execution has not been taken up again yet: ask again.");
    }
    switch (await tokens.judge(token)) {
      case "expired":
        return new Refusal(401, "expired_token", "The token has expired.");
      case "revoked":
        return new Refusal(401, "revoked_token", "The execution has ended, and its token with it.");
      case "invalid":
        return new Refusal(401, "invalid_token", "This is no token of this program, or one of an earlier start.");
    }
  }

  return {
    open,
    async find(token) {
      const hash = hashToken(token);
      const found = known.get(hash);
      if (found === undefined) throw await refusalOf(token, hash);
      if (found.expiresAt === undefined) {
        // It has the hash of one that was given out, so that nobody has changed what it says.
        found.expiresAt = claimsOf(token)?.expiresAt ?? Infinity;
        found.session.hide([signatureOf(token)]);
      }
      if (clock.now() >= found.expiresAt) throw new Refusal(401, "expired_token", "The token has expired.");
      return found.session;
    },
    get size() {
      return sessions.size;
    },
  };
}
