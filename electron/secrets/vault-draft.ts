import { VaultClosedError, type Vault } from "./vault.ts";

/** A vault whose changes can be taken back until the save they belong to is committed. */
export interface VaultDraft extends Pick<Vault, "get" | "set"> {
  /** Gives every entry written through this draft the value it had before, unless that could not be read. */
  undo(): Promise<void>;
}

export function draftVault(vault: Vault): VaultDraft {
  const former = new Map<string, string | undefined>();

  async function keepFormer(reference: string): Promise<void> {
    try {
      former.set(reference, await vault.get(reference));
    } catch (error) {
      // One entry alone that cannot be read may be given anew; a closed vault refuses that by itself.
      if (!(error instanceof VaultClosedError)) throw error;
    }
  }

  return {
    get: (reference) => vault.get(reference),
    async set(reference, value) {
      if (!former.has(reference)) await keepFormer(reference);
      await vault.set(reference, value);
    },
    async undo() {
      for (const [reference, value] of former) {
        await (value === undefined ? vault.delete(reference) : vault.set(reference, value));
      }
    },
  };
}
