import { statSync } from "node:fs";
import { systemClock } from "../electron/base/clock.ts";
import { openConnection } from "../electron/store/connection.ts";
import { openStore } from "../electron/store/store.ts";
import { writeSettings } from "../electron/store/settings.ts";
import { prepareData, type PreparedData } from "../e2e/fixtures/prepared-data.ts";
import type { RunningDaemon } from "../e2e/fixtures/daemon.ts";
import { limitRow, type BenchRow, type Scale } from "./bench-row.ts";
import { fillWithFinishedJobs } from "./finished-jobs.ts";
import { paintedJobs } from "./painted-jobs.ts";
import { benchRetention } from "./retention.ts";
import { startOwnDaemon } from "./own-daemon.ts";
import { inTurn, median, quantile } from "./samples.ts";

const events = 200;
const servers = 20;
const kinds = ["backup", "report", "cleanup", "sync"];
const dayMs = 86_400_000;

/** What a person who asks waits at most, milliseconds. */
const goals = { firstPaint: 300, filter: 100, statistics: 200 };

/**
 * The list of jobs, its filters and the figures over a million finished jobs, through the daemon's contract and its
 * page; and the removal of old jobs among as many.
 */
export async function benchMillion(scale: Scale): Promise<BenchRow[]> {
  const count = scale(1_000) * 1_000;
  const data = await prepareMillion(count);
  try {
    const filled = `${count.toLocaleString("en")} finished jobs`;
    console.error(`${filled}: ${(statSync(data.database).size / 1e6).toFixed(0)} MB`);
    const daemon = await startOwnDaemon({ dataDirectory: data.directory });
    let rows: BenchRow[];
    try {
      rows = [...(await askedOf(daemon)), ...(await paintedJobs(daemon, goals.firstPaint))];
    } finally {
      await daemon.stop();
    }
    return [...rows, ...(await benchRetention(data, count))].map((row) => ({ ...row, name: `${filled}: ${row.name}` }));
  } finally {
    await data.remove();
  }
}

async function prepareMillion(count: number): Promise<PreparedData> {
  const now = systemClock.now();
  const data = await prepareData(
    Array.from({ length: events }, (_, index) => ({
      name: `${kinds[index % kinds.length] ?? ""} ${String(index)}`,
      type: "BASH" as const,
      status: "ACTIVE" as const,
      run: { on: "this-computer" as const },
      schedule: { kind: "once" as const, atMs: now + 400 * dayMs },
      script: "true\n",
    })),
  );
  const connection = openConnection(data.database);
  const server = connection.prepare(`INSERT INTO servers
    (name, address, port, username, authentication_kind, created_at, updated_at)
    VALUES (?, '127.0.0.1', 22, 'nobody', 'agent', 0, 0)`);
  for (let index = 0; index < servers; index++) server.run(`server ${String(index)}`);
  connection.close();
  const store = openStore({ path: data.database, clock: systemClock, programVersion: "bench" });
  // Nothing else is at work meanwhile: no backup, and nothing is old enough to go.
  await writeSettings(store.write, { backupEveryHours: 0, keepDays: 0, theme: "light" }, now);
  await store.close();
  fillWithFinishedJobs(data.database, { count, now });
  return data;
}

type Ask = readonly [name: string, atMost: number, ask: () => Promise<unknown>];

/** Times of answers over the WebSocket: the 95th of a hundred counts, the median is told beside it. */
async function askedOf({ api }: RunningDaemon): Promise<BenchRow[]> {
  const now = systemClock.now();
  const limit = 200;
  const list = (filter: Parameters<typeof api.jobs.list.query>[0]) => () => api.jobs.list.query({ limit, ...filter });
  const counts = (reach: Parameters<typeof api.jobs.counts.query>[0]) => () => api.jobs.counts.query(reach);
  const middle = (await api.jobs.list.query({ limit, eventId: 100, statuses: ["failed"] })).jobs.at(-1)?.id ?? "";
  const { filter, statistics } = goals;
  const asks: readonly Ask[] = [
    ["first page", filter, list({})],
    ["filter by status", filter, list({ statuses: ["failed", "timeout", "partial"] })],
    ["filter by a status none has", filter, list({ statuses: ["partial"] })],
    ["filter by event", filter, list({ eventId: 100 })],
    ["filter by event and status", filter, list({ eventId: 100, statuses: ["timeout"] })],
    ["filter by server", filter, list({ serverId: 3 })],
    ["filter by server and status", filter, list({ serverId: 3, statuses: ["failed"] })],
    ["filter by time", filter, list({ sinceMs: now - 30 * dayMs, statuses: ["failed"] })],
    ["search, many have it", filter, list({ search: "backup" })],
    ["search, few have it", filter, list({ search: "sync 1", statuses: ["timeout"] })],
    ["search, none has it", filter, list({ search: "no such thing" })],
    ["a page far down", filter, list({ after: middle, statuses: ["failed", "timeout", "completed"] })],
    ["counts", statistics, counts({})],
    ["counts of 30 days", statistics, counts({ sinceMs: now - 30 * dayMs })],
    ["counts of a server", statistics, counts({ serverId: 3 })],
    ["counts of a search in 30 days", statistics, counts({ search: "backup", sinceMs: now - 30 * dayMs })],
    ["overview", statistics, () => api.system.overview.query()],
    ["events with their latest jobs", statistics, () => api.events.list.query({})],
  ];
  const samples = await inTurn(
    { count: 40, warmUp: 1 },
    asks.map(([, , ask]) => async () => {
      const begin = performance.now();
      await ask();
      return performance.now() - begin;
    }),
  );
  return asks.map(([name, atMost], index) => {
    const times = samples[index] ?? [];
    const p95 = quantile(times, 0.95);
    return limitRow({ name: `${name} (p50 ${median(times).toFixed(1)}), p95`, ours: p95, unit: "ms", atMost });
  });
}
