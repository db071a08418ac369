import { createHmac } from "node:crypto";

/** Secrets in the form of Standard Webhooks begin so; the rest is base64. */
const encodedPrefix = "whsec_";

export interface SignedCall {
  readonly id: string;
  /** Epoch seconds, as it is sent. */
  readonly timestamp: string;
  readonly body: string;
}

/**
 * The signature of a call, as the symmetric scheme of Standard Webhooks 1.0.0 has it: HMAC-SHA256 of id, time and body.
 * @param secret taken as bytes of UTF-8, or as base64 after `whsec_`
 */
export function signCall({ id, timestamp, body }: SignedCall, secret: string): string {
  const key = secret.startsWith(encodedPrefix)
    ? Buffer.from(secret.slice(encodedPrefix.length), "base64")
    : Buffer.from(secret, "utf8");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}
