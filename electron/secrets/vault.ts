import type { VaultBackend } from "../../shared/words.ts";

/**
 * Keeps secrets outside the database. The database holds references only; each new value gets a new reference, so
 * that a crash between the vault and the database leaves an unused entry, never a wrong one.
 */
export interface Vault {
  readonly backend: VaultBackend;
  /** Where the secrets are, for a person. */
  readonly detail: string;
  /** @returns undefined when there is no such entry */
  get(reference: string): Promise<string | undefined>;
  set(reference: string, value: string): Promise<void>;
  delete(reference: string): Promise<void>;
}
