import { rm } from "node:fs/promises";
import { join } from "node:path";
import { sweepLeftovers } from "../queue/sweep.ts";
import type { ExecutionParts } from "../queue/run-execution.ts";
import { isUndiscarded } from "../store/executions.ts";
import { cutLedger } from "../schedule/ledger-retention.ts";
import type { HostExecutors } from "./executors.ts";
import { deleteFinishedJobs } from "../store/retention.ts";
import { readSettings } from "../store/settings.ts";

/** Leftovers are looked for this often, milliseconds. */
const sweepEveryMs = 60_000;
const dayMs = 86_400_000;
/** A clock that was set, or has not been seen before, is not believed for this long: what is removed stays so. Milliseconds. */
const believeAfterMs = 10 * 60_000;
/** Wall clock and elapsed time differ by more than this between two looks: the clock was set, or the computer slept. */
const unsteadyMs = 60_000;
/** Portions of the ledger removed in one go at most; the rest waits for the next. */
const mostPortions = 20;

/** Cleans up in the background: containers and spools of ended executions, and what retention no longer keeps. */
export function startMaintenance(
  parts: ExecutionParts,
  sweepPlaces: HostExecutors["sweep"],
): { stop(): Promise<void> } {
  const { clock, logger, store, dataDirectory, changes } = parts;
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
      await sweepLeftovers(parts);
      await sweepPlaces((executionId) => isUndiscarded(store.write, executionId));
      if (!isClockBelieved()) return;
      const { keepDays, ledgerKeepDays } = await readSettings(store.read);
      if (keepDays > 0) await removeJobs(clock.now() - keepDays * dayMs);
      if (ledgerKeepDays > 0) await shortenLedger(clock.now() - ledgerKeepDays * dayMs);
    } catch (error) {
      logger.error({ error }, "maintenance failed; it is tried again");
    }
  }

  async function removeJobs(beforeMs: number): Promise<void> {
    const removed = await deleteFinishedJobs(store.write, beforeMs);
    for (const path of removed.logPaths) await rm(join(dataDirectory, path), { force: true });
    if (removed.jobs > 0) changes.announce({ noun: "job" });
  }

  async function shortenLedger(beforeMs: number): Promise<void> {
    let removed = 0;
    for (let portion = 0; portion < mostPortions && !stopped; portion++) {
      const rows = await cutLedger(store.write, beforeMs);
      if (rows === 0) break;
      removed += rows;
    }
    if (removed > 0) changes.announce({ noun: "occurrence" });
  }

  function schedule(delayMs: number): void {
    cancel = clock.after(delayMs, () => {
      working = work().finally(() => {
        if (!stopped) schedule(sweepEveryMs);
      });
    });
  }

  schedule(sweepEveryMs);
  return {
    async stop() {
      stopped = true;
      cancel();
      await working;
    },
  };
}
