import { parseArgs } from "node:util";
import type { BenchRow, Scale } from "./bench-row.ts";
import { benchBigLog } from "./big-log.ts";
import { benchContainer } from "./container-job.ts";
import { benchCron } from "./cron.ts";
import { benchDue } from "./due.ts";
import { benchForecast } from "./forecast.ts";
import { benchIdle } from "./idle.ts";
import { benchLocal } from "./local-job.ts";
import { benchLogDelay } from "./log-delay.ts";
import { benchLogPane } from "./log-pane.ts";
import { benchSearch } from "./log-search.ts";
import { benchLogs } from "./log-writing.ts";
import { describeMachine } from "./machine.ts";
import { benchManyServers } from "./many-servers.ts";
import { benchNextLines } from "./next-lines.ts";
import { formatTable } from "./print-table.ts";
import { benchMillion } from "./million-jobs.ts";
import { benchQueue } from "./queue.ts";
import { benchSsh } from "./ssh-job.ts";
import { benchSshStreams } from "./ssh-streams.ts";

const parts: Readonly<Record<string, (scale: Scale) => Promise<BenchRow[]> | BenchRow[]>> = {
  ssh: async (scale) => [...(await benchSsh(scale)), ...(await benchSshStreams(scale))],
  container: benchContainer,
  local: benchLocal,
  queue: benchQueue,
  cron: benchCron,
  due: benchDue,
  forecast: async (scale) => [...(await benchForecast(scale)), ...(await benchNextLines(scale))],
  search: benchSearch,
  logs: async (scale) => [...(await benchLogs(scale)), ...(await benchLogDelay(scale))],
  pane: benchLogPane,
  "big-log": benchBigLog,
  idle: benchIdle,
  million: benchMillion,
  servers: benchManyServers,
};

/** Measured only when they are named: they take minutes, gigabytes of disk, or the whole machine. */
const onlyWhenNamed = ["million", "big-log", "servers"];

const legend =
  "ratio: how many times better ours is, above 1 in our favour; difference in ms; best: fastest sample, ours / baseline";

const usage = `usage: npm run bench -- [part…] [--json] [--quick]
  parts    ${Object.keys(parts).join(", ")}; all but ${onlyWhenNamed.join(", ")} when none is named
  --json   for programs
  --quick  a tenth of the samples: to see that it works, not for figures`;

/** Runs the named parts and prints one table. @returns the exit code */
async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean" }, quick: { type: "boolean" }, help: { type: "boolean" } },
  });
  const unknown = positionals.find((name) => !Object.hasOwn(parts, name));
  if (values.help === true || unknown !== undefined) {
    console.error(unknown === undefined ? usage : `There is no part named ${unknown}.\n${usage}`);
    return unknown === undefined ? 0 : 2;
  }
  const scale: Scale = (full) => (values.quick === true ? Math.max(3, Math.round(full / 10)) : full);
  const rows: BenchRow[] = [];
  for (const [name, bench] of Object.entries(parts)) {
    if (positionals.length > 0 ? !positionals.includes(name) : onlyWhenNamed.includes(name)) continue;
    console.error(`measuring ${name} …`);
    rows.push(...(await bench(scale)));
  }
  const machine = describeMachine();
  if (values.json === true) console.log(JSON.stringify({ machine, rows }, undefined, 2));
  else console.log(`\n${formatTable(rows)}\n\n${legend}\n${machine}`);
  return 0;
}

// Whatever was started ends with this process.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
