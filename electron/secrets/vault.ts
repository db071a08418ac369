import { CroniumError } from "../../shared/errors.ts";
import type { VaultBackend } from "../../shared/words.ts";

/**
 * Keeps secrets outside the database. The database holds references only; each new value gets a new reference, so
 * that a crash between the vault and the database leaves an unused entry, never a wrong one.
 */
export interface Vault {
  readonly backend: VaultBackend;
  /** Where the secrets are, for a person. */
  readonly detail: string;
  /**
   * @returns undefined when there is no such entry
   * @throws VaultClosedError while it is locked, or when the entry alone cannot be read or was tampered with
   */
  get(reference: string): Promise<string | undefined>;
  /** @throws VaultClosedError while it is locked, or nobody has agreed to a place for secrets */
  set(reference: string, value: string): Promise<void>;
  /** While it is locked the entry stays; it goes once it is open and nothing refers to it. */
  delete(reference: string): Promise<void>;
}

/** A vault whose entries can be counted and moved. */
export interface ListedVault extends Vault {
  references(): Promise<readonly string[]>;
}

/** Secrets cannot be had at present; a person can change that. */
export class VaultClosedError extends CroniumError {
  constructor(message: string, remedy: string) {
    super("unavailable", message, { remedy });
  }
}
