import type { DatabaseValidation } from "../../shared/system.ts";
import type { ChangeFeed } from "../base/change-feed.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Store } from "../store/store.ts";
import { createBackups, type Backups } from "./backups.ts";
import { createIntegrity, type Integrity } from "./integrity.ts";
import { createStorageMeter, type StorageMeter } from "./storage-meter.ts";
import { taskError } from "./storage-task.ts";
import type { StorageWork } from "./storage-work.ts";

/** What keeps the data safe and says how it is. */
export interface StorageCare {
  readonly backups: Backups;
  readonly integrity: Integrity;
  readonly meter: StorageMeter;
  /** Compares the whole database with what it should be: minutes of work for gigabytes. @throws CroniumError `storage` */
  validate(): Promise<DatabaseValidation>;
}

export function createStorageCare(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly changes: ChangeFeed;
  readonly work: StorageWork;
}): StorageCare {
  const databasePath = parts.store.path;
  const integrity = createIntegrity({ ...parts, databasePath });
  return {
    integrity,
    backups: createBackups({ ...parts, found: integrity.found }),
    meter: createStorageMeter({ ...parts, databasePath }),
    async validate() {
      const answer = await parts.work({ kind: "validate", databasePath });
      if (answer.kind === "failed") throw taskError(answer.details);
      if (answer.kind !== "validate") throw new Error(`a validation was answered with “${answer.kind}”`);
      return answer.validation;
    },
  };
}
