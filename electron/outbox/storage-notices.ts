import type { StorageProblem } from "../../shared/storage.ts";
import type { ChangeFeed } from "../base/change-feed.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Notice } from "../notices/notification.ts";
import type { Store } from "../store/store.ts";
import { writeNotice } from "./write-notice.ts";

/**
 * Tells on the desktop, once, of what is wrong with the data or its backups, whenever that changes.
 * @param problem what is wrong now
 * @param written called when there is something to deliver
 * @returns ends it
 */
export function tellOfStorage(
  { store, clock, logger, changes }: { store: Store; clock: Clock; logger: Logger; changes: ChangeFeed },
  problem: () => StorageProblem | undefined,
  written: () => void,
): () => Promise<void> {
  let told: StorageProblem | undefined;
  let telling: Promise<void> = Promise.resolve();

  async function tell({ since, message, remedy }: StorageProblem): Promise<void> {
    const notice: Notice = {
      title: "Cronium's data is not safe",
      body: [message, remedy].filter(Boolean).join(". "),
      urgent: true,
    };
    if (await writeNotice({ store, clock }, `msg_storage_${String(since)}`, notice)) written();
  }

  const end = changes.listen(({ change }) => {
    if (change.noun !== "system") return;
    const current = problem();
    const isTold = current !== undefined && told !== undefined && isSame(told, current);
    told = current;
    if (current === undefined || isTold) return;
    telling = telling
      .then(() => tell(current))
      .catch((error: unknown) => {
        // Where nothing can be written any more, nothing can be told either but here.
        logger.error({ error }, "what is wrong with the data could not be told on the desktop");
      });
  });
  return async () => {
    end();
    await telling;
  };
}

/** One that lasts may be told in other words each time it is met, or be met anew each time it is looked for. */
function isSame(left: StorageProblem, right: StorageProblem): boolean {
  return left.since === right.since || left.message === right.message;
}
