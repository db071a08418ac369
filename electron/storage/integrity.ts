import type { IntegrityFinding } from "../../shared/storage.ts";
import type { ChangeFeed } from "../base/change-feed.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { taskError } from "./storage-task.ts";
import type { StorageWork } from "./storage-work.ts";

/** What is due at the start has its turn first, milliseconds. */
const lookAfterMs = 15_000;
/** Tables are begun for so long; the daily backup looks at all of them, however long it takes. Milliseconds. */
const limitMs = 60_000;

export interface Integrity {
  /** The latest look; undefined before the first. */
  readonly finding: IntegrityFinding | undefined;
  found(finding: IntegrityFinding): void;
  start(): void;
  stop(): Promise<void>;
}

/** Looks at the structure of the database in the background, soon after the start. */
export function createIntegrity(parts: {
  readonly databasePath: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly changes: ChangeFeed;
  readonly work: StorageWork;
}): Integrity {
  const { databasePath, clock, logger, changes, work } = parts;
  let finding: IntegrityFinding | undefined;
  let cancel = (): void => undefined;
  let looking: Promise<void> = Promise.resolve();

  function found(latest: IntegrityFinding): void {
    finding = latest;
    if (latest.verdict === "damaged") logger.error(latest, "the database is damaged");
    changes.announce({ noun: "system" });
  }

  async function look(): Promise<void> {
    try {
      const answer = await work({ kind: "check", databasePath, check: { depth: "quick", limitMs } });
      if (answer.kind === "failed") throw taskError(answer.details);
      if (answer.kind === "check") found(answer.finding);
    } catch (error) {
      logger.error({ error }, "the database could not be looked at");
    }
  }

  return {
    get finding() {
      return finding;
    },
    found,
    start() {
      cancel = clock.after(lookAfterMs, () => {
        looking = look();
      });
    },
    async stop() {
      cancel();
      await looking;
    },
  };
}
