import type { Vault } from "./vault.ts";

/** A vault whose changes can be taken back until the save they belong to is committed. */
export interface VaultDraft extends Pick<Vault, "get" | "set"> {
  /** Gives every entry written through this draft the value it had before. */
  undo(): Promise<void>;
}

export function draftVault(vault: Vault): VaultDraft {
  const former = new Map<string, string | undefined>();
  return {
    get: (reference) => vault.get(reference),
    async set(reference, value) {
      if (!former.has(reference)) former.set(reference, await vault.get(reference));
      await vault.set(reference, value);
    },
    async undo() {
      for (const [reference, value] of former) {
        await (value === undefined ? vault.delete(reference) : vault.set(reference, value));
      }
    },
  };
}
