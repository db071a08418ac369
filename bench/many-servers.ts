import { readBed } from "../e2e/bed/read-bed.mjs";
import { systemClock } from "../electron/base/clock.ts";
import { requestFor } from "../electron/executors/conformance-bench.ts";
import type { ServerConnection } from "../electron/executors/executor.ts";
import { createRecordingContext } from "../electron/executors/recording-context.ts";
import { connectionTo, openSshBench, type SshBench } from "../electron/executors/ssh/ssh-conformance-bench.ts";
import { limitRow, type BenchRow } from "./bench-row.ts";

const serverCount = 20;
const runsEach = 10;
/** Four runs are followed over one connection, and one that leads to another server may be needed besides. */
const connectionsAtMost = serverCount * Math.ceil(runsEach / 4) + 20;
const memoryAtMost = 300;
const sampleEveryMs = 100;

/** As long as it takes until all are at work. */
const script = "for i in 1 2 3 4 5 6 7 8 9 10; do echo line $i; sleep 1; done; exit 3";
const expected = Array.from({ length: 10 }, (_, index) => `line ${String(index + 1)}\n`).join("");

/**
 * Ten runs at once on each of twenty servers, which are those of the bed under several numbers: what that takes of
 * connections and of this process's memory. Fails when a run gives anything but its output and exit code.
 */
export async function benchManyServers(): Promise<BenchRow[]> {
  const bench = await openSshBench("web-1");
  try {
    const { servers, furtherServers } = readBed();
    const names = [...servers, ...furtherServers].map(({ name }) => name);
    const targets = await Promise.all(
      Array.from({ length: serverCount }, async (_, index) => ({
        ...(await connectionTo(names[index % names.length] ?? "")),
        id: index + 1,
      })),
    );
    const peak = { connections: 0, bytes: 0 };
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    const look = (): void => {
      peak.connections = Math.max(peak.connections, bench.executor.access.connectionCount());
      peak.bytes = Math.max(peak.bytes, process.memoryUsage().rss - before);
      cancel = systemClock.after(sampleEveryMs, look);
    };
    let cancel = systemClock.after(0, look);
    const startedAt = systemClock.elapsed();
    const waits = await Promise.all(
      targets.flatMap((server) => Array.from({ length: runsEach }, () => runOne(bench, server))),
    );
    const seconds = (systemClock.elapsed() - startedAt) / 1_000;
    cancel();
    const name = `${String(serverCount)} servers x ${String(runsEach)} runs`;
    return [
      limitRow({ name: `${name}: connections`, ours: peak.connections, unit: "", atMost: connectionsAtMost }),
      limitRow({ name: `${name}: memory`, ours: peak.bytes / 1_000_000, unit: "MB", atMost: memoryAtMost }),
      limitRow({ name: `${name}: until the last one had started`, ours: Math.max(...waits), unit: "s" }),
      limitRow({ name: `${name}: in all, of which each takes 10 s`, ours: seconds, unit: "s" }),
    ];
  } finally {
    await bench.close();
  }
}

/** @returns seconds until its script had started */
async function runOne(bench: SshBench, server: ServerConnection): Promise<number> {
  const begunAt = systemClock.elapsed();
  let startedAt = begunAt;
  const recording = createRecordingContext();
  const context = {
    ...recording,
    started: () => {
      startedAt = systemClock.elapsed();
      return recording.started();
    },
  };
  const request = requestFor(bench, script, { target: { on: "servers", server } });
  const outcome = await bench.executor.run(request, context);
  const text = recording.log.text("stdout");
  if (outcome.kind !== "exited" || outcome.exitCode !== 3 || text !== expected) {
    throw new Error(`a run on ${server.name} was ${JSON.stringify(outcome)} with ${JSON.stringify(text)}`);
  }
  await bench.executor.discard(recording.lastHandle(), request);
  return (startedAt - begunAt) / 1_000;
}
