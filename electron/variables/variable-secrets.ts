import { rememberSecret } from "../masking/known-secrets.ts";
import type { Ids } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import { deleteSecret, formerValues, succeedSecret } from "../secrets/former-values.ts";
import { VaultClosedError, type Vault } from "../secrets/vault.ts";
import { listSecretReferences } from "../store/variables.ts";
import type { Store } from "../store/store.ts";
import { secretTexts } from "./secret-texts.ts";

/** The values of secret variables, in the vault. A new value has a new reference: one is never half changed. */
export interface VariableSecrets {
  /** Stores a value that is to take the place of another, if any. @returns its reference */
  store(text: string, former: string | null): Promise<string>;
  /** Nothing refers to these any more. Never throws: what stays is unused. */
  drop(references: readonly string[]): Promise<void>;
  /** All that is to be masked, as of now. */
  texts(): Promise<readonly string[]>;
  /** A secret has changed: the texts are to be read anew. */
  changed(): void;
}

export function createVariableSecrets(parts: {
  readonly store: Store;
  readonly vault: Vault;
  readonly ids: Ids;
  readonly logger: Logger;
}): VariableSecrets {
  const { vault, ids, logger } = parts;
  let known: Promise<readonly string[]> | undefined;

  /** While the vault is locked no script can be given one, so that there is nothing to mask. */
  async function valuesOf(reference: string): Promise<readonly (string | undefined)[]> {
    try {
      return [await vault.get(reference), ...(await formerValues(vault, reference))];
    } catch (error) {
      if (error instanceof VaultClosedError) return [];
      throw error;
    }
  }

  async function readTexts(): Promise<readonly string[]> {
    const texts = new Set<string>();
    for (const { secret_reference: reference } of await listSecretReferences(parts.store.read)) {
      if (reference === null) continue;
      const values = await valuesOf(reference);
      for (const value of values) if (value !== undefined) for (const text of secretTexts(value)) texts.add(text);
    }
    for (const text of texts) rememberSecret(text);
    return [...texts];
  }

  return {
    async store(text, former) {
      const reference = `variable_${ids.token()}`;
      for (const part of secretTexts(text)) rememberSecret(part);
      if (former === null) await vault.set(reference, text);
      else await succeedSecret(vault, former, reference, text);
      return reference;
    },
    async drop(references) {
      for (const reference of references) {
        try {
          await deleteSecret(vault, reference);
        } catch (error) {
          logger.warn({ error }, "a secret that nothing refers to could not be removed from the vault");
        }
      }
    },
    texts() {
      const reading = (known ??= readTexts());
      // A failure is told to whoever asked, and not remembered.
      reading.catch(() => {
        if (known === reading) known = undefined;
      });
      return reading;
    },
    changed() {
      known = undefined;
    },
  };
}
