import { until } from "../e2e/fixtures/until.ts";
import { silentLogger } from "../electron/base/logger.ts";
import { readConfiguration } from "../electron/host/configuration.ts";
import { openHost } from "../electron/host/open-host.ts";
import { openReadConnection } from "../electron/store/connection.ts";
import { createScriptedExecutor, exitsWith } from "../electron/testing/scripted-executor.ts";
import type { EventInput } from "../shared/event.ts";
import { limitRow, type BenchRow, type Scale } from "./bench-row.ts";
import { startOwnDaemon } from "./own-daemon.ts";
import { prepareData, type PreparedData } from "../e2e/fixtures/prepared-data.ts";
import { quantile } from "./samples.ts";

/** Time for the program to start before the first instant is due, milliseconds. */
const leadMs = 8_000;
const allowedMs = 1_000;
const limitMs = 300_000;

/** How long after their due instants jobs have started, when many are due together. */
export async function benchDue(scale: Scale): Promise<BenchRow[]> {
  const count = scale(500);
  const bookkeeping = await measure(count, 0, startHost);
  const processes = await measure(count, 60_000 / count, startProgram);
  const storm = await measureStorm(scale(1_000), scale(60));
  return [
    ...rowsOf(
      `due: ${String(storm.events)} each second for ${String(storm.seconds)} s, to its ledger row`,
      storm.decided,
      undefined,
    ),
    ...rowsOf(
      `due: ${String(storm.events)} each second for ${String(storm.seconds)} s, to its job queued`,
      storm.queued,
      undefined,
    ),
    ...rowsOf(`due: ${String(count)} in one instant, nothing to run`, bookkeeping, undefined),
    ...rowsOf(`due: ${String(count)} over a minute, local scripts`, processes, allowedMs),
  ];
}

function rowsOf(name: string, delays: readonly number[], atMostMs: number | undefined): BenchRow[] {
  return [
    limitRow({ name: `${name}, p50`, ours: quantile(delays, 0.5), unit: "ms" }),
    limitRow({ name: `${name}, p99`, ours: quantile(delays, 0.99), unit: "ms", atMost: atMostMs }),
  ];
}

/** @returns from each job's due instant to its start, milliseconds */
async function measure(
  count: number,
  everyMs: number,
  start: (data: PreparedData) => Promise<() => Promise<void>>,
): Promise<readonly number[]> {
  const firstMs = Date.now() + leadMs;
  const events = Array.from({ length: count }, (_, index) => onceAt(index, Math.round(firstMs + index * everyMs)));
  const data = await prepareData(events);
  try {
    const stop = await start(data);
    try {
      return await collectDelays(data, count);
    } finally {
      await stop();
    }
  } finally {
    await data.remove();
  }
}

interface Storm {
  readonly events: number;
  readonly seconds: number;
  /** From each due instant to the moment its row was decided, and to its job's entry into the queue, milliseconds. */
  readonly decided: readonly number[];
  readonly queued: readonly number[];
}

/** Many events due on the same second, second after second, while the program also runs what it can of them. */
async function measureStorm(events: number, seconds: number): Promise<Storm> {
  const startMs = Math.ceil(Date.now() / 1_000) * 1_000 + leadMs;
  const endMs = startMs + (seconds - 1) * 1_000;
  const schedule = { kind: "cron", cron: "* * * * * *", timezone: "UTC", startMs, endMs } as const;
  const data = await prepareData(
    Array.from({ length: events }, (_, index) => ({ ...onceAt(index, startMs), schedule })),
  );
  try {
    const stop = await startProgram(data);
    const connection = openReadConnection(data.database);
    try {
      const rows = connection.prepare("SELECT count(*) FROM occurrences").pluck();
      await until("every instant has its row", limitMs, () => (rows.get() as number) >= events * seconds);
      const read = (statement: string): number[] => connection.prepare(statement).pluck().all() as number[];
      return {
        events,
        seconds,
        decided: read("SELECT decided_at - due_at FROM occurrences"),
        queued: read("SELECT queued_at - due_at FROM jobs"),
      };
    } finally {
      connection.close();
      await stop();
    }
  } finally {
    await data.remove();
  }
}

function onceAt(index: number, atMs: number): EventInput {
  return {
    name: `event ${String(index)}`,
    type: "BASH",
    status: "ACTIVE",
    run: { on: "this-computer" },
    schedule: { kind: "once", atMs },
    script: "true\n",
  };
}

async function collectDelays({ database }: PreparedData, count: number): Promise<readonly number[]> {
  const connection = openReadConnection(database);
  try {
    const finished = connection.prepare("SELECT count(*) FROM jobs WHERE finished_at IS NOT NULL").pluck();
    await until(`${String(count)} jobs have ended`, limitMs, () => (finished.get() as number) >= count);
    return connection
      .prepare("SELECT executions.started_at - jobs.due_at FROM executions JOIN jobs ON jobs.id = executions.job_id")
      .pluck()
      .all() as number[];
  } finally {
    connection.close();
  }
}

/** The whole core with an executor whose runs end as soon as they begin. */
async function startHost({ directory }: PreparedData): Promise<() => Promise<void>> {
  const executor = createScriptedExecutor(exitsWith(0, "done\n"));
  const host = await openHost({
    configuration: readConfiguration({ dataDirectory: directory, vault: "file", logLevel: "silent" }, {}),
    mode: "run",
    logger: silentLogger,
    executors: () => ({
      byPlace: { servers: executor, container: executor, "this-computer": executor },
      check: () => Promise.reject(new Error("there are no servers here")),
      checkDocker: () => Promise.resolve({ available: false, detail: "not used here" }),
      sweep: () => Promise.resolve([]),
      close: () => executor.close(),
    }),
  });
  return () => host.stop();
}

async function startProgram({ directory }: PreparedData): Promise<() => Promise<void>> {
  const daemon = await startOwnDaemon({ dataDirectory: directory });
  return () => daemon.stop();
}
