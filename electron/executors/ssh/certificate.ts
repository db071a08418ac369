import { createHash } from "node:crypto";

/** An OpenSSH user certificate: a public key with what its authority says of it (PROTOCOL.certkeys of OpenSSH). */
export interface UserCertificate {
  /** Of the certified key, such as `ssh-ed25519`. */
  readonly keyType: string;
  /** The whole certificate in wire format. */
  readonly wire: Buffer;
  /** The certified public key in wire format. */
  readonly publicKey: Buffer;
  readonly keyId: string;
  /** Names it may log in as; none: the server decides by other means, or lets nobody in. */
  readonly principals: readonly string[];
  /** From when on it counts, epoch milliseconds; 0: always has. */
  readonly validFrom: number;
  /** From when on it counts no more, epoch milliseconds; Infinity: never ends. */
  readonly validUntil: number;
  /** `SHA256:…` of the authority's key. */
  readonly authority: string;
}

/** The text is no user certificate that can be used; the message says why. */
export class CertificateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CertificateError";
  }
}

/** How many fields make up the public key of each kind. */
const keyFields: Readonly<Record<string, number>> = {
  "ssh-ed25519": 1,
  "ssh-rsa": 2,
  "ecdsa-sha2-nistp256": 2,
  "ecdsa-sha2-nistp384": 2,
  "ecdsa-sha2-nistp521": 2,
};
const suffix = "-cert-v01@openssh.com";
const userCertificate = 1;

/**
 * @param text one line as in a `-cert.pub` file: the kind, base64, and perhaps a comment
 * @throws CertificateError
 */
export function parseCertificate(text: string): UserCertificate {
  const [, base64 = ""] = text.trim().split(/\s+/);
  const wire = Buffer.from(base64, "base64");
  const reader = createReader(wire);
  const kind = reader.text();
  const keyType = kind.endsWith(suffix) ? kind.slice(0, -suffix.length) : "";
  const fieldCount = keyFields[keyType];
  if (fieldCount === undefined) throw new CertificateError("it is no certificate of a kind that is supported");
  reader.field();
  const fields = Array.from({ length: fieldCount }, () => reader.field());
  reader.skip(8);
  if (reader.number() !== userCertificate) throw new CertificateError("it is made for hosts, not for users");
  const keyId = reader.text();
  const principals = listOf(reader.field());
  const validFrom = reader.time();
  const validUntil = reader.time();
  for (let skipped = 0; skipped < 3; skipped += 1) reader.field();
  const digest = createHash("sha256").update(reader.field()).digest("base64").replace(/=+$/, "");
  reader.field();
  const publicKey = Buffer.concat([Buffer.from(keyType), ...fields].map(wireString));
  return { keyType, wire, publicKey, keyId, principals, validFrom, validUntil, authority: `SHA256:${digest}` };
}

/** The wire's string (RFC 4251, 5): its length in 4 bytes, then the bytes. */
export function wireString(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Says why a certificate does not count at a time, or undefined. @param now epoch milliseconds */
export function validityProblem({ validFrom, validUntil }: UserCertificate, now: number): string | undefined {
  if (now >= validUntil) return `it was valid until ${new Date(validUntil).toISOString()}`;
  if (now < validFrom) return `it is not valid before ${new Date(validFrom).toISOString()}`;
  return undefined;
}

function listOf(bytes: Buffer): string[] {
  const reader = createReader(bytes);
  const list: string[] = [];
  while (reader.hasMore()) list.push(reader.text());
  return list;
}

/** The latest moment that a Date can hold, seconds: times beyond it, and "for ever", never come. */
const latestSecond = 8_640_000_000_000n;

function createReader(bytes: Buffer) {
  let at = 0;
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new CertificateError("it is damaged");
    at += length;
    return bytes.subarray(at - length, at);
  };
  const number = (): number => take(4).readUInt32BE();
  const field = (): Buffer => take(number());
  return {
    number,
    field,
    text: () => field().toString("utf8"),
    time(): number {
      const seconds = take(8).readBigUInt64BE();
      return seconds > latestSecond ? Infinity : Number(seconds) * 1_000;
    },
    skip: (length: number) => void take(length),
    hasMore: () => at < bytes.length,
  };
}
