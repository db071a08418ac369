import { scryptSync } from "node:crypto";
import { unseal } from "./sealing.ts";
import type { FormerVaultFile } from "./vault-file.ts";
import { VaultClosedError } from "./vault.ts";

/** What the first version of the file was sealed with, whether its key came from a passphrase or from a file. */
const formerCost = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/**
 * Opens a file of the first version. @returns its values by reference
 * @throws VaultClosedError when the passphrase or key is another, or the file was changed
 */
export function openFormerFile(
  file: FormerVaultFile,
  passphrase: string | undefined,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const salt = Buffer.from(file.salt, "base64");
  for (const candidate of passphrase === undefined ? keys : [passphrase]) {
    const key = scryptSync(candidate, salt, 32, formerCost);
    const opened = Object.entries(file.entries).map(
      ([reference, sealed]) => [reference, unseal(key, reference, sealed)?.toString("utf8")] as const,
    );
    const values = opened.flatMap(([reference, value]) => (value === undefined ? [] : [[reference, value] as const]));
    if (values.length === opened.length) return Promise.resolve(new Map(values));
  }
  return Promise.reject(
    new VaultClosedError(
      "The secrets file cannot be opened with this key",
      "Give the passphrase that it was made with, or restore its key file.",
    ),
  );
}
