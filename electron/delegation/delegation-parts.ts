import type { VaultState } from "../../shared/words.ts";
import type { ChangeFeed } from "../base/change-feed.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { LedgerParts } from "../schedule/ledger.ts";
import type { Vault } from "../secrets/vault.ts";
import type { Store } from "../store/store.ts";
import type { ServerSide } from "./server-side.ts";

/** What leaving schedules to servers stands on. */
export interface DelegationParts extends LedgerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly vault: Vault & { readonly state: VaultState };
  readonly changes: ChangeFeed;
  /** How servers are reached. */
  readonly serverSide: ServerSide;
  /** Jobs are to be taken up: the dispatcher should look. */
  readonly queued: () => void;
  /** Schedules changed: the ticker should look. */
  readonly rescheduled: () => void;
}
