import type { RunningDaemon } from "../e2e/fixtures/daemon.ts";
import { limitRow, type BenchRow, type Scale } from "./bench-row.ts";
import { startOwnDaemon } from "./own-daemon.ts";
import { quantile } from "./samples.ts";

const allowedMs = 100;

/** From the moment a script writes a line to the moment a reader over the contract has its bytes. */
export async function benchLogDelay(scale: Scale): Promise<BenchRow[]> {
  const daemon = await startOwnDaemon();
  try {
    const delays = await collectDelays(daemon.api, scale(100));
    const name = "log: from the script to the reader";
    return [
      limitRow({ name: `${name}, p50`, ours: quantile(delays, 0.5), unit: "ms" }),
      limitRow({ name: `${name}, p95`, ours: quantile(delays, 0.95), unit: "ms", atMost: allowedMs }),
    ];
  } finally {
    await daemon.remove();
  }
}

async function collectDelays(api: RunningDaemon["api"], count: number): Promise<number[]> {
  // Each line is the moment it was written, epoch nanoseconds.
  const script = `for turn in $(seq ${String(count)}); do date +%s%N; sleep 0.05; done\n`;
  const { id } = await api.events.create.mutate({ name: "clock", type: "BASH", run: { on: "this-computer" }, script });
  const { jobId } = await api.events.run.mutate({ id });
  const executionId = await firstExecution(api, jobId);
  const delays: number[] = [];
  let offset = 0;
  let reading = Promise.resolve();

  async function readOn(): Promise<void> {
    const { parts, next } = await api.logs.read.query({ executionId, offset });
    const now = performance.timeOrigin + performance.now();
    offset = next;
    for (const { data } of parts) {
      const lines = Buffer.from(data, "base64").toString().trim().split("\n");
      delays.push(...lines.map((line) => now - Number(line) / 1e6));
    }
  }

  await new Promise<void>((resolve, reject) => {
    api.logs.watch.subscribe(
      { executionId },
      {
        onData: () => {
          reading = reading.then(readOn);
          reading.catch(reject);
        },
        onComplete: resolve,
        onError: reject,
      },
    );
  });
  await reading;
  return delays;
}

async function firstExecution(api: RunningDaemon["api"], jobId: string): Promise<string> {
  for (;;) {
    const [execution] = (await api.jobs.get.query({ id: jobId })).executions;
    if (execution !== undefined) return execution.id;
  }
}
