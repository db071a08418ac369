import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { CroniumError } from "../../shared/errors.ts";
import type { Vault } from "./vault.ts";

/** scrypt at the interactive cost of RFC 7914's authors: about 50 ms and 32 MB. */
const scryptCost = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

interface VaultFile {
  readonly version: 1;
  /** base64; the key is derived from the passphrase and this */
  readonly salt: string;
  /** reference to base64 of nonce (12 bytes), tag (16 bytes) and ciphertext */
  readonly entries: Record<string, string>;
}

export interface FileVaultOptions {
  readonly path: string;
  /** Where a random key is kept (0600) when there is no passphrase. */
  readonly keyPath: string;
  readonly passphrase: string | undefined;
}

/**
 * Secrets in one file, each sealed with AES-256-GCM under its own nonce and bound to its reference. The key comes from
 * the passphrase or, without one, from a key file that only its owner can read.
 * @throws CroniumError `storage` when the passphrase is not the one the file was made with, or the file is damaged
 */
export function openFileVault({ path, keyPath, passphrase }: FileVaultOptions): Vault {
  const content = readVaultFile(path);
  const key = scryptSync(passphrase ?? readOrMakeKey(keyPath), Buffer.from(content.salt, "base64"), 32, scryptCost);
  const entries = new Map(Object.entries(content.entries));
  for (const [reference, sealed] of entries) unseal(key, reference, sealed);

  function save(): void {
    const text = JSON.stringify({
      version: 1,
      salt: content.salt,
      entries: Object.fromEntries(entries),
    } satisfies VaultFile);
    writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true });
    renameSync(`${path}.new`, path);
  }

  return {
    backend: "file",
    detail:
      passphrase === undefined
        ? `encrypted file ${path}, key beside it`
        : `encrypted file ${path}, locked with a passphrase`,
    get(reference) {
      const sealed = entries.get(reference);
      return Promise.resolve(sealed === undefined ? undefined : unseal(key, reference, sealed));
    },
    set(reference, value) {
      entries.set(reference, seal(key, reference, value));
      save();
      return Promise.resolve();
    },
    delete(reference) {
      if (entries.delete(reference)) save();
      return Promise.resolve();
    },
  };
}

function readVaultFile(path: string): VaultFile {
  if (!existsSync(path)) return { version: 1, salt: randomBytes(16).toString("base64"), entries: {} };
  try {
    chmodSync(path, 0o600);
    return JSON.parse(readFileSync(path, "utf8")) as VaultFile;
  } catch (error) {
    throw new CroniumError("storage", `The secrets file ${path} cannot be read`, {
      remedy: "Restore it from a backup, or move it away and enter the secrets again.",
      cause: error,
    });
  }
}

function readOrMakeKey(keyPath: string): string {
  if (!existsSync(keyPath)) {
    writeFileSync(keyPath, randomBytes(32).toString("base64"), { mode: 0o600, flag: "wx", flush: true });
  }
  return readFileSync(keyPath, "utf8");
}

function seal(key: Buffer, reference: string, value: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(reference));
  const sealed = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
}

function unseal(key: Buffer, reference: string, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12)).setAAD(Buffer.from(reference));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  } catch (error) {
    throw new CroniumError("storage", "The secrets file cannot be opened with this key", {
      remedy: "Set CRONIUM_VAULT_PASSPHRASE to the passphrase it was made with, or restore its key file.",
      cause: error,
    });
  }
}
