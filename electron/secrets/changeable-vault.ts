import type { VaultStatus } from "../../shared/vault.ts";
import type { VaultState } from "../../shared/words.ts";
import type { Vault } from "./vault.ts";

/** The vault as the program holds it: what stands behind it may change while it runs. */
export interface ChangeableVault extends Vault {
  readonly state: VaultState;
  /**
   * Looks for the keychain again where none answers, but not too often: one that is locked may ask its owner each time.
   * Never throws.
   */
  lookAgain(): Promise<void>;
  /** All but what refers to its entries, which the database knows. */
  status(): Promise<VaultFacts>;
  /** Every entry. @throws VaultClosedError */
  references(): Promise<readonly string[]>;
  /**
   * A person agrees that secrets are kept in an encrypted file.
   * @param passphrase undefined: its key lies beside it
   * @throws CroniumError `conflict` when there is a place for secrets already
   */
  useFile(passphrase: string | undefined): Promise<void>;
  /** @throws VaultClosedError when it is another passphrase, CroniumError `conflict` when it is not locked */
  unlock(passphrase: string): Promise<void>;
  /**
   * Seals the file anew with a new key.
   * @param present the passphrase that it has now; undefined when it has none
   * @param next undefined: its key lies beside it
   * @throws VaultClosedError when `present` is another, CroniumError `conflict` when secrets are in no file
   */
  changePassphrase(present: string | undefined, next: string | undefined): Promise<void>;
  /**
   * Moves all secrets to the other place. The former place has them until the new one has given back each.
   * @param passphrase of the encrypted file, where that is the new place
   * @returns how many entries
   * @throws CroniumError `conflict` when they are there already, or the configuration says otherwise
   */
  move(to: "keychain" | "file", passphrase: string | undefined): Promise<number>;
  /** Puts many in. */
  setAll(values: ReadonlyMap<string, string>): Promise<void>;
}

export type VaultFacts = Omit<VaultStatus, "secrets" | "unused">;
