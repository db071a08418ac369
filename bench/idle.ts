import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { EventInput } from "../shared/event.ts";
import { limitRow, type BenchRow, type Scale } from "./bench-row.ts";
import { startOwnDaemon } from "./own-daemon.ts";
import { prepareData } from "../e2e/fixtures/prepared-data.ts";

/** After the start, before the measurement: by then the check of the database and its first backup are done. Milliseconds. */
const settleMs = 100_000;
/** /proc counts processor time in hundredths of a second: 60 s tell a hundredth of a per cent. */
const observeMs = 60_000;
const ticksPerSecond = 100;
const allowedPercent = 1;
const allowedMegabytes = 150;

/** What the program costs while it waits with 10,000 schedules, none of them due; memory beside an empty Node. */
export async function benchIdle(scale: Scale): Promise<BenchRow[]> {
  if (process.platform !== "linux") return [];
  const count = scale(10_000);
  const data = await prepareData(Array.from({ length: count }, (_, index) => farAway(index)));
  const bare = spawn(process.execPath, ["-e", "setInterval(() => undefined, 60_000)"], { stdio: "ignore" });
  try {
    const daemon = await startOwnDaemon({ dataDirectory: data.directory });
    try {
      const pid = daemon.process.pid ?? 0;
      await pause(settleMs);
      const before = await processorSeconds(pid);
      const begin = performance.now();
      await pause(scale(observeMs));
      const seconds = (performance.now() - begin) / 1000;
      const percent = (((await processorSeconds(pid)) - before) / seconds) * 100;
      const [ours, baseline] = [await residentMegabytes(pid), await residentMegabytes(bare.pid ?? 0)];
      const name = `idle, ${count.toLocaleString("en")} schedules`;
      return [
        limitRow({ name: `${name}: processor`, ours: percent, unit: "% of a core", atMost: allowedPercent }),
        limitRow({ name: `${name}: memory`, ours, baseline, unit: "MB", atMost: allowedMegabytes }),
      ];
    } finally {
      await daemon.stop();
    }
  } finally {
    bare.kill();
    await once(bare, "exit");
    await data.remove();
  }
}

/** An event whose next instants lie about half a year ahead, each its own minute. */
function farAway(index: number): EventInput {
  const month = ((new Date(Date.now()).getUTCMonth() + 6) % 12) + 1;
  const cron = `${String(index % 60)} ${String(Math.floor(index / 60) % 24)} ${String((index % 28) + 1)} ${String(month)} *`;
  return {
    name: `event ${String(index)}`,
    type: "BASH",
    status: "ACTIVE",
    run: { on: "this-computer" },
    schedule: { kind: "cron", cron, timezone: "Europe/Berlin" },
    script: "true\n",
  };
}

async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, "utf8");
  // The fields after the name in parentheses: user and system time are the 14th and 15th of all.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, "utf8");
  return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024) / 1e6;
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
