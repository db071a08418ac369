import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CroniumError } from "../../shared/errors.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { openFileVault } from "./file-vault.ts";
import { openKeychainVault } from "./keychain-vault.ts";
import type { Vault } from "./vault.ts";

export const vaultChoices = ["auto", "keychain", "file"] as const;
export type VaultChoice = (typeof vaultChoices)[number];

export interface VaultOptions {
  readonly choice: VaultChoice;
  readonly dataDirectory: string;
  readonly passphrase: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Opens the vault of a data directory. `auto` takes the keychain where one answers and else the encrypted file, and
 * stays with the file once it exists, so that secrets never split over two places.
 * @throws CroniumError `unavailable` when the keychain was demanded and none answers
 */
export async function openVault({ choice, dataDirectory, passphrase, clock, logger }: VaultOptions): Promise<Vault> {
  const path = join(dataDirectory, "secrets.json");
  const useFile = choice === "file" || (choice === "auto" && existsSync(path));
  if (!useFile) {
    const service = `cronium-${createHash("sha256").update(dataDirectory).digest("hex").slice(0, 12)}`;
    const keychain = await openKeychainVault(clock, service, (reason) => {
      logger.info({ reason }, "no keychain answers");
    });
    if (keychain) return keychain;
    if (choice === "keychain") {
      throw new CroniumError("unavailable", "No keychain answers on this computer", {
        remedy: "Unlock or install one, or agree to an encrypted file with CRONIUM_VAULT=file.",
      });
    }
  }
  return openFileVault({ path, keyPath: join(dataDirectory, "secrets.key"), passphrase });
}
