import type { ExecutionParts } from "../queue/run-execution.ts";
import type { PayloadBook } from "../payloads/payload-book.ts";
import { shortenLedger } from "../schedule/ledger-retention.ts";
import { createJobRetention } from "../storage/job-retention.ts";
import { finishLogRemoval } from "../storage/log-removal.ts";
import type { StorageCare } from "../storage/storage-care.ts";
import { nextTurn } from "../base/clock.ts";
import { removeOldMessages } from "../store/outbox.ts";
import { readSettings } from "../store/settings.ts";

/** Old jobs and a grown log are looked for this often, milliseconds. */
const sweepEveryMs = 60_000;
const dayMs = 86_400_000;
/** A clock that was set, or has not been seen before, is not believed for this long: what is removed stays so. Milliseconds. */
const believeAfterMs = 10 * 60_000;
/** Wall clock and elapsed time differ by more than this between two looks: the clock was set, or the computer slept. */
const unsteadyMs = 60_000;

export interface MaintenanceParts extends Pick<
  ExecutionParts,
  "store" | "clock" | "logger" | "changes" | "dataDirectory"
> {
  readonly storage: StorageCare;
  readonly payloads: Pick<PayloadBook, "sweep">;
  /** Removes secrets that nothing refers to. */
  readonly secrets: { sweep(): Promise<unknown> };
}

/**
 * Cleans up in the background: what retention no longer keeps, and the database's write-ahead log.
 */
export function startMaintenance(parts: MaintenanceParts): { stop(): Promise<void> } {
  const { clock, logger, store, dataDirectory, changes, storage, payloads, secrets } = parts;
  const { meter } = storage;
  const retention = createJobRetention({ store, clock, dataDirectory, meter, isStopped: () => stopped });
  let cancel = (): void => undefined;
  let stopped = false;
  let working: Promise<void> = Promise.resolve();
  let seen = { now: clock.now(), elapsed: clock.elapsed() };
  let steadySince = seen.elapsed;

  /** True once the wall clock has gone on evenly for a while. */
  function isClockBelieved(): boolean {
    const before = seen;
    seen = { now: clock.now(), elapsed: clock.elapsed() };
    const drift = seen.now - before.now - (seen.elapsed - before.elapsed);
    if (Math.abs(drift) > unsteadyMs) steadySince = seen.elapsed;
    return seen.elapsed - steadySince >= believeAfterMs;
  }

  async function work(): Promise<void> {
    try {
      store.foldLog();
      await meter.note();
      const believed = isClockBelieved();
      const settings = await readSettings(store.read);
      if ((await retention.sweep(settings, believed)) > 0) changes.announce({ noun: "job" });
      await payloads.sweep();
      await secrets.sweep();
      const { keepDays, ledgerKeepDays } = settings;
      if (keepDays > 0 && believed) await removeMessages(clock.now() - keepDays * dayMs);
      if (ledgerKeepDays > 0 && believed) await cutOff(clock.now() - ledgerKeepDays * dayMs);
    } catch (error) {
      logger.error({ error }, "maintenance failed; it is tried again");
    }
  }

  async function removeMessages(beforeMs: number): Promise<void> {
    while (!stopped && (await removeOldMessages(store.write, beforeMs)) > 0) {
      changes.announce({ noun: "message" });
      await nextTurn();
    }
  }

  /** What a crash kept from being removed. */
  async function finishRemoval(): Promise<void> {
    try {
      await finishLogRemoval(store, dataDirectory);
    } catch (error) {
      logger.warn({ error }, "logs that were to be removed are left; it is tried again with the next");
    }
  }

  async function cutOff(beforeMs: number): Promise<void> {
    if ((await shortenLedger(store.write, beforeMs, () => stopped)) > 0) changes.announce({ noun: "occurrence" });
  }

  function schedule(delayMs: number): void {
    cancel = clock.after(delayMs, () => {
      working = work().finally(() => {
        if (!stopped) schedule(sweepEveryMs);
      });
    });
  }

  working = finishRemoval().finally(() => {
    if (!stopped) schedule(sweepEveryMs);
  });
  return {
    async stop() {
      stopped = true;
      cancel();
      await working;
    },
  };
}
