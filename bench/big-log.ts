import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readBed } from "../e2e/bed/read-bed.mjs";
import type { RunningDaemon } from "../e2e/fixtures/daemon.ts";
import type { EventInput } from "../shared/event.ts";
import { bareContainer, bareLocal, bareSsh, type BareRates } from "./bare-log.ts";
import { limitRow, rateRow, type BenchRow, type Scale } from "./bench-row.ts";
import { startOwnDaemon } from "./own-daemon.ts";

/** What a place keeps up with, MB/s, and how much memory it may take for that, MB. */
const [leastRate, mostGrowth] = [50, 50];
const sampleEveryMs = 50;
/** How often the job is asked for: what the answers take of memory and processor is not the log's. */
const askEveryMs = 500;

/**
 * The real daemon takes in one large log from each place: how fast, whether it is whole, and what memory it takes. Right
 * after each, the plain command for the same place writes the same to nowhere: what the place itself allows.
 */
export async function benchBigLog(scale: Scale): Promise<BenchRow[]> {
  const bytes = scale(1000) * 1_000_000;
  // Lines of 120 bytes, each different.
  const script = `seq 100000000 999999999 | paste -sd '           \\n' | head -c ${String(bytes)}\n`;
  const expected = await digestOf(script);
  const daemon = await startOwnDaemon();
  try {
    const rows: BenchRow[] = [];
    for (const { place, run, bare } of await places(daemon.api)) {
      await takeIn(daemon, { name: `warm ${place}`, type: "BASH", run, script: "seq 1 2000000\n" });
      const taken = await takeIn(daemon, { name: place, type: "BASH", run, script });
      if (taken.sha256 !== expected) throw new Error(`the log from ${place} is not what the script wrote`);
      const rate = bytes / 1e6 / taken.seconds;
      const size = `${String(bytes / 1e6)} MB log, ${place}`;
      const goal = `at least ${String(leastRate)} MB/s`;
      const baseline = await bare(script, bytes);
      rows.push(
        rateRow({ name: size, ours: rate, baseline: baseline.rate, unit: "MB/s", goal, met: rate >= leastRate }),
        limitRow({ name: `${size}: processor time of the program`, ours: taken.busySeconds, unit: "s" }),
        limitRow({ name: `${size}: memory grown by`, ours: taken.grownMb, unit: "MB", atMost: mostGrowth }),
      );
      if (baseline.record !== undefined) {
        rows.push(rateRow({ name: `${size}: beside its record`, ours: rate, baseline: baseline.record, unit: "MB/s" }));
      }
    }
    return rows;
  } finally {
    await daemon.remove();
  }
}

interface Place {
  readonly place: string;
  readonly run: EventInput["run"];
  /** What the place gives without the program. */
  readonly bare: (script: string, bytes: number) => Promise<BareRates>;
}

async function places(api: RunningDaemon["api"]): Promise<Place[]> {
  const bed = readBed();
  const [server] = bed.servers;
  if (server === undefined) throw new Error("the test bed has no server");
  const { name, address, port, username, hostKeyFingerprint: hostKey } = server;
  const authentication = { kind: "key", privateKey: await readFile(server.privateKeyFile, "utf8") } as const;
  const { id } = await api.servers.create.mutate({ name, address, port, username, authentication, hostKey });
  const { ok, message } = await api.servers.test.mutate({ id });
  if (!ok) throw new Error(message);
  return [
    { place: "this computer", run: { on: "this-computer" }, bare: bareLocal },
    {
      place: "container",
      run: { on: "container", image: bed.docker.images.bash, network: "none" },
      bare: bareContainer,
    },
    { place: "SSH", run: { on: "servers", serverIds: [id] }, bare: bareSsh },
  ];
}

/** SHA-256 of what a script writes, found out without the program. */
async function digestOf(script: string): Promise<string> {
  const child = spawn("bash", ["-c", script], { stdio: ["ignore", "pipe", "inherit"] });
  const hash = createHash("sha256");
  child.stdout.on("data", (chunk: Buffer) => hash.update(chunk));
  await once(child, "close");
  return hash.digest("hex");
}

interface Taken {
  readonly seconds: number;
  readonly sha256: string | undefined;
  readonly grownMb: number;
  readonly busySeconds: number;
}

async function takeIn({ api, process: daemon }: RunningDaemon, event: EventInput): Promise<Taken> {
  const secret = { key: "TOKEN", secret: "zR8kQ1nV7tLxW3mYb0pHc9sD6fJg2aUe5iOo4rTq" };
  const { id } = await api.events.create.mutate({ ...event, environment: [secret] });
  const before = await residentMb(daemon.pid);
  const busyBefore = await busySeconds(daemon.pid);
  let most = before;
  const sampling = setInterval(() => {
    void residentMb(daemon.pid).then((now) => {
      most = Math.max(most, now);
    });
  }, sampleEveryMs);
  try {
    const { jobId } = await api.events.run.mutate({ id });
    for (;;) {
      const { status, executions } = await api.jobs.get.query({ id: jobId });
      const [execution] = executions;
      if (status === "completed" && execution?.durationMs !== undefined) {
        const seconds = execution.durationMs / 1_000;
        const busy = (await busySeconds(daemon.pid)) - busyBefore;
        return { seconds, sha256: execution.logSha256, grownMb: most - before, busySeconds: busy };
      }
      if (!["queued", "claimed", "running"].includes(status)) throw new Error(`${event.name}: ${status}`);
      await new Promise((resolve) => setTimeout(resolve, askEveryMs));
    }
  } finally {
    clearInterval(sampling);
  }
}

/** Memory of a process that is in RAM now, MB. */
async function residentMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_000;
}

/** What a process has taken of the processors so far. Clock ticks of Linux are hundredths of a second. */
async function busySeconds(pid: number | undefined): Promise<number> {
  const fields = (await readFile(`/proc/${String(pid)}/stat`, "utf8")).split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
