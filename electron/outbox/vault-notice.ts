import type { VaultState } from "../../shared/words.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Store } from "../store/store.ts";
import { writeNotice } from "./write-notice.ts";

export interface VaultNotice {
  /** A job waits as the vault is closed: told once, and again only when it has been open since. */
  readonly waits: () => void;
  readonly stop: () => Promise<void>;
}

const remedies: Readonly<Record<VaultState, string>> = {
  locked: "Unlock it in Settings › Secrets or with `cronium vault unlock`.",
  damaged: "Restore its file from a backup, then start Cronium again.",
  none: "Unlock or start the keychain; Settings › Secrets and `cronium vault status` look for it at once.",
  open: "",
};

/** Tells on the desktop that work waits for secrets that cannot be read. @param written there is something to deliver */
export function createVaultNotice(
  parts: {
    readonly store: Store;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly vault: { readonly state: VaultState };
    readonly changes: { readonly listen: (listener: () => void) => () => void };
  },
  written: () => void,
): VaultNotice {
  const { clock, logger, vault, changes } = parts;
  let isTold = false;
  let telling: Promise<void> = Promise.resolve();
  const unlisten = changes.listen(() => {
    if (vault.state === "open") isTold = false;
  });

  async function tell(state: VaultState): Promise<void> {
    const body = `What needs a secret waits until the vault can be read; all else runs. ${remedies[state]}`;
    const notice = { title: "Jobs wait for the vault to be opened", body, urgent: true };
    if (await writeNotice(parts, `msg_vault_${String(clock.now())}`, notice)) written();
  }

  return {
    waits() {
      const { state } = vault;
      if (isTold || state === "open") return;
      isTold = true;
      telling = telling
        .then(() => tell(state))
        .catch((error: unknown) => {
          isTold = false;
          logger.error({ error }, "that jobs wait for the vault could not be told on the desktop");
        });
    },
    stop() {
      unlisten();
      return telling;
    },
  };
}
