import { statSync } from "node:fs";
import { sleep, systemClock } from "../electron/base/clock.ts";
import { createJobRetention, type JobRetention } from "../electron/storage/job-retention.ts";
import { keptLogBytes } from "../electron/store/connection.ts";
import { logBytes } from "../electron/store/fold-log.ts";
import { listJobs } from "../electron/store/job-list.ts";
import { openStore, type Store } from "../electron/store/store.ts";
import type { PreparedData } from "../e2e/fixtures/prepared-data.ts";
import { limitRow, rateRow, type BenchRow } from "./bench-row.ts";
import { fillWithFinishedJobs, spreadDays } from "./finished-jobs.ts";

const dayMs = 86_400_000;
const rounds = 3;
/** Each round one of so many parts of the jobs grows too old, and as many are new. */
const parts = 40;
const roundDays = spreadDays / parts;
/** A list is asked for this often meanwhile, milliseconds. */
const lookEveryMs = 20;
/** The log is folded after so many looks: more often than the program does, which has longer pauses. */
const looksPerFold = 100;

/**
 * Finished jobs go and come for a while, with retention on: how fast they go, how long a list is waited for meanwhile,
 * and what the files take in the end.
 */
export async function benchRetention({ database, directory }: PreparedData, count: number): Promise<BenchRow[]> {
  const begin = systemClock.now();
  const sizes: number[] = [statSync(database).size];
  let removed = 0;
  let removingMs = 0;
  let longestWaitMs = 0;
  let largestLog = 0;
  for (let round = 1; round <= rounds; round++) {
    const now = begin + round * roundDays * dayMs;
    fillWithFinishedJobs(database, { count: Math.round(count / parts), now, days: roundDays });
    const store = openStore({ path: database, clock: systemClock, programVersion: "bench" });
    try {
      const swept = await sweepAll(store, directory, now);
      removed += swept.removed;
      removingMs += swept.tookMs;
      longestWaitMs = Math.max(longestWaitMs, swept.longestWaitMs);
      largestLog = Math.max(largestLog, swept.largestLog);
    } finally {
      await store.close();
    }
    sizes.push(statSync(database).size);
  }
  const [, first = NaN] = sizes;
  const megabytes = (bytes: number): number => bytes / 1024 ** 2;
  return [
    rateRow({ name: "retention", ours: removed / (removingMs / 1000), baseline: undefined, unit: "jobs/s" }),
    limitRow({ name: "retention: longest wait for a list meanwhile", ours: longestWaitMs, unit: "ms", atMost: 300 }),
    limitRow({
      name: `database after ${String(rounds)} times a fortieth went and came, beside after the first`,
      ours: (sizes.at(-1) ?? NaN) / first,
      unit: "x",
      atMost: 1.1,
    }),
    limitRow({
      name: "largest write-ahead log",
      ours: megabytes(largestLog),
      unit: "MB",
      atMost: 2 * megabytes(keptLogBytes),
    }),
  ];
}

interface Swept {
  readonly removed: number;
  readonly tookMs: number;
  readonly longestWaitMs: number;
  readonly largestLog: number;
}

/** Removes all that is too old, as the program does now and then, and asks for a list all the while. */
async function sweepAll(store: Store, dataDirectory: string, now: number): Promise<Swept> {
  const notMeasured = (): Promise<never> => Promise.reject(new Error("logs are not measured here"));
  const retention: JobRetention = createJobRetention({
    store,
    clock: { ...systemClock, now: () => now },
    dataDirectory,
    meter: { read: notMeasured, note: notMeasured },
    isStopped: () => false,
  });
  const limits = { keepDays: spreadDays, keepJobsPerEvent: 0, keepLogBytes: 0 };
  let sweeping = true;
  let longestWaitMs = 0;
  let largestLog = 0;
  async function look(): Promise<void> {
    for (let looks = 1; sweeping; looks++) {
      const due = performance.now() + lookEveryMs;
      await sleep(systemClock, lookEveryMs);
      // Whoever asked while others could not be served has waited, too.
      const asked = Math.min(due, performance.now());
      await listJobs(store.read, { limit: 200 });
      longestWaitMs = Math.max(longestWaitMs, performance.now() - asked);
      largestLog = Math.max(largestLog, looks % looksPerFold === 0 ? store.foldLog() : logBytes(store.path));
    }
  }
  const looking = look();
  const begin = performance.now();
  let removed = 0;
  for (;;) {
    const portion = await retention.sweep(limits, true);
    if (portion === 0) break;
    removed += portion;
  }
  const tookMs = performance.now() - begin;
  sweeping = false;
  await looking;
  return { removed, tookMs, longestWaitMs, largestLog };
}
