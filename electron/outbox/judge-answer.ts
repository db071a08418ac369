import type { CallAnswer } from "./call-address.ts";
import { readRetryAfter } from "./waits.ts";

/** What came of an attempt to deliver a message. */
export type Attempt =
  | { readonly kind: "delivered"; readonly result: Readonly<Record<string, string>> }
  /** Worth trying again, not before the address asks for it. */
  | { readonly kind: "failed"; readonly error: string; readonly askedForMs?: number | undefined }
  /** Trying again would not help. */
  | { readonly kind: "dead"; readonly error: string }
  /** Somebody settled it before anything was done. */
  | { readonly kind: "withdrawn" };

/** Refusals that may pass: request timeout, too early, too many requests. */
const passing = [408, 425, 429];

/**
 * What an answer of HTTP means for a call.
 * @param host with its port, for what is said about it
 * @param now epoch milliseconds
 */
export function judgeAnswer({ status, words, retryAfter }: CallAnswer, host: string, now: number): Attempt {
  const said = [String(status), words.replaceAll(/\p{Cc}/gu, " ").slice(0, 100)].join(" ").trim();
  if (status >= 200 && status < 300) return { kind: "delivered", result: { answer: said } };
  if (status >= 300 && status < 400) {
    const error = `${host} answered ${said} and sends elsewhere, where a call is not taken. Give the address that it leads to`;
    return { kind: "dead", error };
  }
  if (status === 410) return { kind: "dead", error: `${host} answered ${said}: it wants no more calls` };
  if (status >= 400 && status < 500 && !passing.includes(status)) {
    return { kind: "dead", error: `${host} refused the call: it answered ${said}` };
  }
  return { kind: "failed", error: `${host} answered ${said}`, askedForMs: readRetryAfter(retryAfter, now) };
}
