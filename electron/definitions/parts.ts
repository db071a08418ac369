import type { ChangeFeed } from "../base/change-feed.ts";
import type { Clock } from "../base/clock.ts";
import type { LedgerParts } from "../schedule/ledger.ts";
import type { Vault } from "../secrets/vault.ts";
import type { Store } from "../store/store.ts";
import type { VariableBook } from "../variables/variable-book.ts";

/** What saving a definition needs. */
export interface DefinitionParts extends LedgerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly changes: ChangeFeed;
  readonly variables: VariableBook;
  /** Schedules changed: the ticker should look. */
  readonly rescheduled: () => void;
}
