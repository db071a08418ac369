import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { z } from "zod";

const deriveByScrypt = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

/** A power of two between 2^14 and 2^20: a file may not choose a key that is derived for nothing, or for ever. */
const cost = z.int().refine((N) => N >= 2 ** 14 && N <= 2 ** 20 && Math.log2(N) % 1 === 0);

/** What scrypt is told beside the passphrase; kept with what it protects. Bounded, since a file is not to be trusted. */
export const scryptCost = z.strictObject({ N: cost, r: z.int().min(8).max(16), p: z.int().min(1).max(4) });
export type ScryptCost = z.output<typeof scryptCost>;

/** The first choice of the OWASP Password Storage Cheat Sheet for scrypt: 128 MiB, some 0.4 s. */
export const passphraseCost: ScryptCost = { N: 2 ** 17, r: 8, p: 1 };

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** A key of 32 bytes from a passphrase (RFC 7914). Unicode that looks the same is the same passphrase. */
export function keyFromPassphrase(passphrase: string, salt: Buffer, { N, r, p }: ScryptCost): Promise<Buffer> {
  // scrypt needs 128 · N · r bytes and a little more.
  return deriveByScrypt(passphrase.normalize("NFKC"), salt, keyBytes, { N, r, p, maxmem: 128 * N * r + 2 ** 22 });
}

/** A key of 32 bytes for one use, from one that is random already (HKDF, RFC 5869). */
export function keyFromKey(key: Buffer, salt: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key, salt, use, keyBytes));
}

/** Seals bytes with AES-256-GCM. @param about what they are: another `about` does not open them. @returns base64 */
export function seal(key: Buffer, about: string, content: Buffer): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
}

/** @returns undefined when the key is another, or anything was changed */
export function unseal(key: Buffer, about: string, sealed: string): Buffer | undefined {
  const bytes = Buffer.from(sealed, "base64");
  // Base64 has several writings of the same bytes; ours is the only one that counts as unchanged.
  if (bytes.length < nonceBytes + tagBytes || bytes.toString("base64") !== sealed) return undefined;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}
