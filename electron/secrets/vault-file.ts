import { createHmac, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { CroniumError } from "../../shared/errors.ts";
import { replaceText } from "../store/durable-files.ts";
import { keyFromKey, scryptCost } from "./sealing.ts";

const base64 = z.base64().max(100);

/**
 * The encrypted file. A random key seals every entry; it is itself sealed with a key from the passphrase (scrypt) or
 * from the key file, so that a new passphrase is one replacement of the file.
 */
const vaultFile = z.strictObject({
  format: z.literal("cronium-secrets"),
  version: z.literal(2),
  /** Random, of this file for good: entries of another file are not taken for its own. */
  id: z.string().min(16).max(100),
  /** Counts the times it was written. */
  generation: z.int().min(0),
  key: z.discriminatedUnion("from", [
    z.strictObject({ from: z.literal("passphrase"), salt: base64, scrypt: scryptCost, sealed: z.string() }),
    z.strictObject({ from: z.literal("file"), salt: base64, sealed: z.string() }),
  ]),
  /** Reference to what `seal` made of the value. */
  entries: z.record(z.string(), z.string()),
  /** Says that nothing was added, removed or put back: see `wholeSeal`. */
  whole: z.string(),
});
export type VaultFile = z.output<typeof vaultFile>;

/** The first version: one key for all, by scrypt in either case, without a seal over the whole. */
const formerFile = z.strictObject({
  version: z.literal(1),
  salt: base64,
  entries: z.record(z.string(), z.string()),
});
export type FormerVaultFile = z.output<typeof formerFile>;

/**
 * @returns undefined when there is none yet
 * @throws CroniumError `storage` when it cannot be read or is none of ours: cut off, or written by something else
 */
export function readVaultFile(path: string): VaultFile | FormerVaultFile | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return z.union([vaultFile, formerFile]).parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    throw new CroniumError("storage", `The secrets file ${path} is damaged: it is not what was written`, {
      remedy: "Restore it from a backup, or move it away and enter the secrets again.",
      cause: error,
    });
  }
}

/** The file is as it was or as it is to be, whatever happens; only its owner can read it. */
export function writeVaultFile(path: string, file: VaultFile): void {
  replaceText(path, JSON.stringify(file));
}

/** What an entry is sealed for: this file, and this reference. */
export function aboutEntry({ id }: Pick<VaultFile, "id">, reference: string): string {
  return JSON.stringify(["cronium-secrets", 2, id, reference]);
}

/** What the file's key is sealed for. */
export function aboutKey({ id, key }: Pick<VaultFile, "id"> & { readonly key: { readonly from: string } }): string {
  return JSON.stringify(["cronium-secrets", 2, id, "key", key.from]);
}

/** Seals all of the file by its key (HMAC-SHA-256), entries by reference. */
export function wholeSeal(dataKey: Buffer, { whole: _whole, ...file }: VaultFile): string {
  const entries = Object.entries(file.entries).sort(([one], [other]) => (one < other ? -1 : 1));
  const { from, salt, sealed } = file.key;
  const text = JSON.stringify([file.format, file.version, file.id, file.generation, from, salt, sealed, entries]);
  return createHmac("sha256", keyFromKey(dataKey, Buffer.from(file.id), "whole"))
    .update(text)
    .digest("base64");
}

export function isWhole(dataKey: Buffer, file: VaultFile): boolean {
  const [expected, found] = [Buffer.from(wholeSeal(dataKey, file)), Buffer.from(file.whole)];
  return expected.length === found.length && timingSafeEqual(expected, found);
}
