import { rememberSecret } from "../masking/known-secrets.ts";
import type { Vault } from "./vault.ts";

/** The same vault, of which each value that passes is kept out of the program's own log and crash reports. */
export function rememberValues(vault: Vault): Vault {
  return {
    backend: vault.backend,
    detail: vault.detail,
    async get(reference) {
      const value = await vault.get(reference);
      if (value !== undefined) rememberSecret(value);
      return value;
    },
    set(reference, value) {
      rememberSecret(value);
      return vault.set(reference, value);
    },
    delete: (reference) => vault.delete(reference),
  };
}
