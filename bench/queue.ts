import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../electron/base/clock.ts";
import { openConnection } from "../electron/store/connection.ts";
import { openStore } from "../electron/store/store.ts";
import { openBareQueue } from "./bare-queue.ts";
import { rateRow, type BenchRow, type Scale } from "./bench-row.ts";
import { openOwnQueue } from "./own-queue.ts";
import { openPlainjobQueue } from "./plainjob-queue.ts";
import { insertBareEvent } from "../electron/testing/bare-event.ts";
import type { QueueUnderTest } from "./queue-under-test.ts";
import { inTurn, median } from "./samples.ts";

interface Work {
  readonly name: string;
  /** Jobs in one sample. */
  readonly jobs: number;
  readonly carryOut: (queue: QueueUnderTest) => Promise<void> | void;
}

const works: readonly Work[] = [
  {
    name: "one job a commit",
    jobs: 50,
    async carryOut(queue) {
      for (let index = 0; index < 50; index++) await queue.one();
    },
  },
  { name: "one client, one worker", jobs: 50, carryOut: (queue) => queue.stream(50) },
  { name: "100 clients at once", jobs: 100, carryOut: (queue) => queue.clients(100) },
  { name: "100 jobs a commit", jobs: 100, carryOut: (queue) => queue.batch(100) },
];

/**
 * Jobs a second through the program's queue, beside the best queue on SQLite that npm has and beside prepared statements
 * on the program's own tables. Each answer of any of them is on disk: WAL and synchronous=FULL.
 */
export async function benchQueue(scale: Scale): Promise<BenchRow[]> {
  const directory = await mkdtemp(join(tmpdir(), "cronium-bench-"));
  const store = openStore({ path: join(directory, "ours.sqlite"), clock: systemClock, programVersion: "bench" });
  const barePath = join(directory, "bare.sqlite");
  const bareStore = openStore({ path: barePath, clock: systemClock, programVersion: "bench" });
  await insertBareEvent(bareStore.write, "bench");
  await bareStore.close();
  const bare = openConnection(barePath);
  const plainjob = openPlainjobQueue(openConnection(join(directory, "plainjob.sqlite")));
  try {
    const ours = await openOwnQueue(store);
    const others = [plainjob, openBareQueue(bare)];
    const rows: BenchRow[] = [];
    for (const work of works) rows.push(...(await compare(work, ours, others, scale(40))));
    return rows;
  } finally {
    plainjob.close();
    bare.close();
    await store.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function compare(
  { name, jobs, carryOut }: Work,
  ours: QueueUnderTest,
  others: readonly QueueUnderTest[],
  count: number,
): Promise<BenchRow[]> {
  const rateOf = async (queue: QueueUnderTest): Promise<number> => {
    const begin = performance.now();
    await carryOut(queue);
    return jobs / ((performance.now() - begin) / 1000);
  };
  const samples = await inTurn(
    { count, warmUp: 2 },
    [ours, ...others].map((queue) => () => rateOf(queue)),
  );
  const own = median(samples[0] ?? []);
  return others.map((other, index) => {
    const rate = median(samples[index + 1] ?? []);
    const isPeer = other.name === "plainjob";
    return rateRow({
      name: `queue: ${name}, beside ${other.name}`,
      ours: own,
      baseline: rate,
      unit: "jobs/s",
      ...(isPeer ? { goal: "ahead of it", met: own > rate } : {}),
    });
  });
}
