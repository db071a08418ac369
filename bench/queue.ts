import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../electron/base/clock.ts";
import { randomIds } from "../electron/base/ids.ts";
import { claimJobs } from "../electron/queue/claim.ts";
import { enqueueJob } from "../electron/queue/enqueue.ts";
import { settleJob } from "../electron/queue/settle.ts";
import { openConnection } from "../electron/store/connection.ts";
import { openStore, type Store } from "../electron/store/store.ts";
import { openBareQueue } from "./bare-queue.ts";
import { rateRow, type BenchRow, type Scale } from "./bench-row.ts";
import { definition, insertEventRow, owner, type QueueUnderTest } from "./queue-under-test.ts";
import { interleave, median } from "./samples.ts";

/**
 * Jobs a second through the program's queue, beside prepared statements that leave the same rows in the same tables
 * with the same number of commits, each with synchronous=FULL.
 */
export async function benchQueue(scale: Scale): Promise<BenchRow[]> {
  const directory = await mkdtemp(join(tmpdir(), "cronium-bench-"));
  const store = openStore({ path: join(directory, "ours.sqlite"), clock: systemClock, programVersion: "bench" });
  const barePath = join(directory, "bare.sqlite");
  const bareStore = openStore({ path: barePath, clock: systemClock, programVersion: "bench" });
  await insertEventRow(bareStore.write);
  await bareStore.close();
  const bare = openConnection(barePath);
  try {
    const ours = await openOwnQueue(store);
    const baseline = openBareQueue(bare);
    const rounds = scale(40);
    return [
      await compare("queue: one job a commit", ours, baseline, 50, 1, rounds),
      await compare("queue: 100 jobs a commit", ours, baseline, 200, 100, rounds),
    ];
  } finally {
    bare.close();
    await store.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function compare(
  name: string,
  ours: QueueUnderTest,
  baseline: QueueUnderTest,
  jobs: number,
  together: number,
  rounds: number,
): Promise<BenchRow> {
  const rateOf = async (queue: QueueUnderTest): Promise<number> => {
    const begin = performance.now();
    await queue.process(jobs, together);
    return jobs / ((performance.now() - begin) / 1000);
  };
  const rates = await interleave(
    { count: rounds, warmUp: 1 },
    () => rateOf(ours),
    () => rateOf(baseline),
  );
  return rateRow({ name, ours: median(rates.ours), baseline: median(rates.baseline), unit: "jobs/s" });
}

async function openOwnQueue(store: Store): Promise<QueueUnderTest> {
  const event = { id: await insertEventRow(store.write), name: "bench", version: 1 };
  const settlement = { status: "completed", exitCode: 0, failure: undefined, retry: false } as const;
  return {
    async process(jobs, together) {
      for (let done = 0; done < jobs; done += together) {
        await store.write.transaction().execute(async (transaction) => {
          for (let index = 0; index < together; index++) {
            const now = systemClock.now();
            await enqueueJob(transaction, randomIds, { event, definition, priority: 1, source: "manual", now });
          }
        });
        const claimed = await claimJobs(store.write, owner, systemClock.now(), together);
        if (claimed.length !== together)
          throw new Error(`claimed ${String(claimed.length)} of ${String(together)} jobs`);
        for (const job of claimed) {
          const now = systemClock.now();
          const settled = await settleJob(store.write, { job, owner, settlement, retryAt: now, now }, []);
          if (!settled) throw new Error(`job ${job.id} could not be settled`);
        }
      }
    },
  };
}
