import { systemClock } from "../electron/base/clock.ts";
import { randomIds } from "../electron/base/ids.ts";
import { claimJobs } from "../electron/queue/claim.ts";
import { enqueueJob, queuedJob, type EnqueueRequest } from "../electron/queue/enqueue.ts";
import { settleJob } from "../electron/queue/settle.ts";
import { insertJobs } from "../electron/store/jobs.ts";
import type { Store } from "../electron/store/store.ts";
import type { JobRow } from "../electron/store/tables.ts";
import { insertBareEvent } from "../electron/testing/bare-event.ts";
import { definition, owner, type QueueUnderTest } from "./queue-under-test.ts";

const settlement = { status: "completed", exitCode: 0, failure: undefined, retry: false } as const;

/** The program's own queue, by the functions that its schedules, its contract and its dispatcher call. */
export async function openOwnQueue({ write }: Store): Promise<QueueUnderTest> {
  const event = { id: await insertBareEvent(write, "bench"), name: "bench", version: 1 };
  const request = (): EnqueueRequest => ({ event, definition, priority: 1, source: "manual", now: systemClock.now() });

  async function claim(count: number): Promise<readonly JobRow[]> {
    const claimed = await claimJobs(write, owner, systemClock.now(), count);
    if (claimed.length !== count) throw new Error(`claimed ${String(claimed.length)} of ${String(count)} jobs`);
    return claimed;
  }
  async function settle(job: JobRow): Promise<void> {
    const now = systemClock.now();
    if (!(await settleJob(write, { job, owner, settlement, retryAt: now, now }, [])))
      throw new Error(`job ${job.id} could not be settled`);
  }
  async function one(): Promise<void> {
    await enqueueJob(write, randomIds, request());
    for (const job of await claim(1)) await settle(job);
  }

  return {
    name: "ours",
    one,
    async stream(count) {
      async function produce(): Promise<void> {
        for (let made = 0; made < count; made++) await enqueueJob(write, randomIds, request());
      }
      async function work(): Promise<void> {
        for (let done = 0; done < count;) {
          const jobs = await claimJobs(write, owner, systemClock.now(), 1);
          for (const job of jobs) await settle(job);
          done += jobs.length;
        }
      }
      await Promise.all([produce(), work()]);
    },
    async clients(count) {
      await Promise.all(Array.from({ length: count }, one));
    },
    async batch(count) {
      await write.transaction().execute((transaction) =>
        insertJobs(
          transaction,
          Array.from({ length: count }, () => queuedJob(randomIds, request())),
        ),
      );
      await Promise.all((await claim(count)).map(settle));
    },
  };
}
