import { createHash, createHmac, createSecretKey, type KeyObject } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import type { RuntimeOpening } from "../queue/runtime-sessions.ts";

const issuer = "cronium";
/** Beyond the time the event itself may take: for images to be fetched, for a turn to start, for the clock to be off. */
const marginMs = 60 * 60_000;

export interface MintedToken {
  readonly token: string;
  /** Its last part: without it the rest, which everybody may know, opens nothing. */
  readonly signature: string;
  readonly hash: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface Tokens {
  mint(opening: RuntimeOpening): MintedToken;
  /** What is wrong with a token that opens nothing: it was ours once, or never. */
  judge(token: string): Promise<"expired" | "revoked" | "invalid">;
}

/** @param key 256 bits, of this start of the program alone */
export function createTokens(clock: Clock, ids: Pick<Ids, "token">, key: Uint8Array): Tokens {
  const secret = createSecretKey(key);
  return {
    mint({ execution, work }) {
      const now = clock.now();
      const issuedAt = Math.floor(now / 1000);
      const expiresAt = issuedAt + Math.ceil((work.timeoutMs + marginMs) / 1000);
      const claims = {
        executionId: execution.id,
        jobId: execution.job_id,
        userId: "local",
        eventId: work.facts.eventId,
        scope: "execution",
        sub: `job:${execution.job_id}`,
        iss: issuer,
        iat: issuedAt,
        nbf: issuedAt,
        exp: expiresAt,
      };
      // Two openings of one execution within a second are two tokens.
      const { token, signature } = signDistinctly({ ...claims, jti: ids.token() }, secret);
      return { token, signature, hash: hashToken(token), expiresAt: expiresAt * 1000 };
    },
    async judge(token) {
      // With the first wrong token: starting a script does not wait for it.
      const { errors, jwtVerify } = await import("jose");
      try {
        await jwtVerify(token, key, { issuer, algorithms: ["HS256"], currentDate: new Date(clock.now()) });
        return "revoked";
      } catch (error) {
        if (error instanceof errors.JWTExpired) return "expired";
        if (error instanceof errors.JOSEError) return "invalid";
        throw error;
      }
    },
  };
}

/** The odds are 1 in 32 each time; one that begins otherwise is as good. */
const mostSignings = 500;

/**
 * A token whose signature, which is masked in logs, does not begin with a letter or a digit: what ends with one, such as
 * a prompt, would be held back as its possible beginning.
 */
function signDistinctly(
  claims: Readonly<Record<string, unknown>>,
  key: KeyObject,
): { readonly token: string; readonly signature: string } {
  for (let signings = 1; ; signings += 1) {
    const token = sign({ ...claims, signings }, key);
    const signature = signatureOf(token);
    if (/^[-_]/.test(signature) || signings === mostSignings) return { token, signature };
  }
}

/** HS256 of RFC 7515 and RFC 7518, at once: a thread of its own would cost a start more than the signature. */
function sign(claims: object, key: KeyObject): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

/** The last part of a token. */
export function signatureOf(token: string): string {
  return token.slice(token.lastIndexOf(".") + 1);
}

/** SHA-256, hex. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** What a token says of itself, believed by nobody yet. @returns undefined when it is no token at all */
export function claimsOf(
  token: string,
): { readonly executionId: string; readonly expiresAt: number | undefined } | undefined {
  try {
    const [, claims = ""] = token.split(".");
    const { executionId, exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>;
    if (typeof executionId !== "string") return undefined;
    return { executionId, expiresAt: typeof exp === "number" ? exp * 1000 : undefined };
  } catch {
    // Not even the shape of one.
    return undefined;
  }
}
