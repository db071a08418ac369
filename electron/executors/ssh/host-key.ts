import { createHash } from "node:crypto";

/** A server's public host key. */
export interface HostKey {
  /** Such as `ssh-ed25519`. */
  readonly algorithm: string;
  /** `SHA256:…` without padding, as OpenSSH prints it. */
  readonly fingerprint: string;
  /** Base64 of the key's public part: the second word of a `known_hosts` line. */
  readonly publicKey: string;
}

/** Describes a key in SSH wire format (RFC 4253, 6.6): its type comes first, as a string with a length of 4 bytes. */
export function describeHostKey(wire: Buffer): HostKey {
  const length = wire.length >= 4 ? wire.readUInt32BE(0) : 0;
  const digest = createHash("sha256").update(wire).digest("base64").replace(/=+$/, "");
  return {
    algorithm: wire.toString("latin1", 4, Math.min(4 + length, wire.length)),
    fingerprint: `SHA256:${digest}`,
    publicKey: wire.toString("base64"),
  };
}

const preferredAlgorithms = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
] as const;
export type HostKeyAlgorithm = (typeof preferredAlgorithms)[number];

/**
 * The signature algorithms to offer, those of the pinned key first: a server with several keys then shows the one that
 * can be compared.
 * @param pinned base64, as in `HostKey.publicKey`
 */
export function hostKeyAlgorithms(pinned: string | undefined): HostKeyAlgorithm[] {
  const algorithm = pinned === undefined ? "" : describeHostKey(Buffer.from(pinned, "base64")).algorithm;
  const matches = (offered: string): boolean =>
    algorithm === "ssh-rsa" ? offered.startsWith("rsa-sha2-") : offered === algorithm;
  return [...preferredAlgorithms].sort((left, right) => Number(matches(right)) - Number(matches(left)));
}
