import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { VariableUseRow } from "../store/runtime-tables.ts";
import type { Store } from "../store/store.ts";
import { addVariableUse, forgetOldUses } from "../store/variable-uses.ts";

/** Uses are written together, so long after the first of them, milliseconds. */
const flushAfterMs = 5_000;
/** Beyond so many different ones they are not kept in memory any longer. */
const mostNotes = 2_000;
/** Of one event the newest are kept. */
const mostOfEvent = 2_000;

export interface UseNotes {
  note(key: string, eventId: number, kind: VariableUseRow["kind"], jobId: string): void;
  /** Writes what is noted; what cannot be written is kept for the next time. */
  flush(): Promise<void>;
  /** Writes what is noted, and sets no timer any more. */
  stop(): Promise<void>;
}

/** @param written called when there is something new to be seen */
export function createUseNotes(
  { store, clock, logger }: { readonly store: Store; readonly clock: Clock; readonly logger: Logger },
  written: () => void,
): UseNotes {
  let notes = new Map<string, VariableUseRow>();
  let cancelTimer: (() => void) | undefined;
  let flushing: Promise<void> = Promise.resolve();
  let isStopped = false;

  function add(use: VariableUseRow): void {
    const place = `${use.key} ${String(use.event_id)} ${use.kind}`;
    const former = notes.get(place);
    if (former === undefined || former.last_at <= use.last_at) {
      notes.set(place, { ...use, count: use.count + (former?.count ?? 0) });
    } else notes.set(place, { ...former, count: use.count + former.count });
  }

  function arm(): void {
    cancelTimer ??= clock.after(flushAfterMs, () => void flush());
  }

  async function write(): Promise<void> {
    cancelTimer?.();
    cancelTimer = undefined;
    if (notes.size === 0) return;
    const uses = [...notes.values()];
    notes = new Map();
    try {
      await store.write.transaction().execute(async (transaction) => {
        for (const use of uses) await addVariableUse(transaction, use);
        for (const eventId of new Set(uses.map((use) => use.event_id))) {
          await forgetOldUses(transaction, eventId, mostOfEvent);
        }
      });
      written();
    } catch (error) {
      logger.warn({ error }, "the uses of variables could not be written; they are kept for the next time");
      // A disk that stays full costs no more memory than this, and is tried no more often.
      for (const use of uses.slice(0, mostNotes / 2)) add(use);
      if (!isStopped) arm();
    }
  }

  function flush(): Promise<void> {
    flushing = flushing.then(write);
    return flushing;
  }

  return {
    note(key, eventId, kind, jobId) {
      if (isStopped) return;
      add({ key, event_id: eventId, kind, count: 1, last_at: clock.now(), last_job_id: jobId });
      if (notes.size >= mostNotes) void flush();
      else arm();
    },
    flush,
    stop() {
      isStopped = true;
      return flush();
    },
  };
}
