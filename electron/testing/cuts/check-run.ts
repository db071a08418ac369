import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BedServer } from "../../../e2e/bed/read-bed.mjs";
import { sleep, systemClock } from "../../base/clock.ts";
import { readWholeLog } from "../../logs/log-reader.ts";
import { openReadConnection } from "../../store/connection.ts";
import type { ExecutionRow } from "../../store/tables.ts";
import type { Life } from "../crash/life.ts";
import type { ScriptMarks } from "./seeded-script.ts";

export interface RunCheck {
  readonly jobId: string;
  readonly exitCode: number;
  /** The same here and there. */
  readonly sha256: Readonly<Record<"stdout" | "stderr", string>>;
  readonly bytes: Readonly<Record<"stdout" | "stderr", number>>;
}

export interface RunToCheck {
  readonly life: Life;
  readonly jobId: string;
  readonly dataDirectory: string;
  readonly marks: ScriptMarks;
  readonly exitCode: number;
  readonly server: BedServer;
  /** The runner's directory below the home of the server's user. */
  readonly directory: string;
  /** The run may take so long to end, and what it leaves to go, milliseconds each. */
  readonly withinMs: number;
}

type Sums = Record<"stdout" | "stderr", { readonly sha256: string; readonly bytes: number }>;
const lookEveryMs = 50;

/** Waits for the run's end and looks at all that is left of it. @throws Error naming everything that is wrong */
export async function checkRun(run: RunToCheck): Promise<RunCheck> {
  const { life, jobId, dataDirectory, marks, exitCode } = run;
  const wrong: string[] = [];
  const wanted = exitCode === 0 ? "completed" : "failed";
  const job = await until(run.withinMs, async () => {
    const found = await life.ask((api) => api.jobs.get.query({ id: jobId }));
    return found?.finishedAt === undefined ? undefined : found;
  });
  if (job === undefined) throw new Error("the run does not come to its end");
  if (job.status !== wanted) wrong.push(`it is ${job.status}, not ${wanted}: ${JSON.stringify(job.failure ?? null)}`);
  const executions = executionsOf(dataDirectory, jobId);
  const [execution] = executions;
  if (execution === undefined || executions.length !== 1) {
    throw new Error(`it has ${String(executions.length)} executions`);
  }
  if (execution.exit_code !== exitCode) wrong.push(`its exit code is ${String(execution.exit_code)}`);
  const starts = readFileSync(marks.startsFile, "utf8").split("\n").filter(Boolean);
  if (starts.join() !== execution.id)
    wrong.push(`it was started as ${starts.join()}, its execution is ${execution.id}`);

  const there = JSON.parse(readFileSync(marks.sumsFile, "utf8")) as Sums;
  const here = await sumsOf(join(dataDirectory, execution.log_path));
  for (const stream of ["stdout", "stderr"] as const) {
    if (there[stream].sha256 === here[stream].sha256) continue;
    wrong.push(
      `${stream}: ${String(there[stream].bytes)} bytes there (${there[stream].sha256}), ${String(here[stream].bytes)} here (${here[stream].sha256})`,
    );
  }
  const isClean = await until(run.withinMs, () => Promise.resolve(leftOf(run, execution.id).length === 0 || undefined));
  if (isClean === undefined) wrong.push(...leftOf(run, execution.id).map((one) => `left: ${one}`));
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
  return {
    jobId,
    exitCode,
    sha256: { stdout: here.stdout.sha256, stderr: here.stderr.sha256 },
    bytes: { stdout: here.stdout.bytes, stderr: here.stderr.bytes },
  };
}

async function until<Found>(withinMs: number, look: () => Promise<Found | undefined>): Promise<Found | undefined> {
  const giveUpAt = systemClock.elapsed() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined || systemClock.elapsed() > giveUpAt) return found;
    await sleep(systemClock, lookEveryMs);
  }
}

function executionsOf(dataDirectory: string, jobId: string): readonly ExecutionRow[] {
  const connection = openReadConnection(join(dataDirectory, "cronium.sqlite"));
  try {
    return connection.prepare("SELECT * FROM executions WHERE job_id = ?").all(jobId) as ExecutionRow[];
  } finally {
    connection.close();
  }
}

async function sumsOf(path: string): Promise<Sums> {
  const hashes = { stdout: createHash("sha256"), stderr: createHash("sha256"), system: createHash("sha256") };
  const bytes = { stdout: 0, stderr: 0, system: 0 };
  for await (const { frames } of readWholeLog(path)) {
    for (const { stream, payload } of frames) {
      hashes[stream].update(payload);
      bytes[stream] += payload.length;
    }
  }
  const of = (stream: "stdout" | "stderr") => ({ sha256: hashes[stream].digest("hex"), bytes: bytes[stream] });
  return { stdout: of("stdout"), stderr: of("stderr") };
}

/** Spools and processes of the run that are still on the server. */
function leftOf({ server, directory }: RunToCheck, executionId: string): readonly string[] {
  const spools = [directory, ".cronium"]
    .map((name) => join(server.home, name, "runs", executionId))
    .filter((path) => existsSync(path));
  const processes = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && isOf(pid, executionId));
  return [...spools, ...processes.map((pid) => `process ${pid}`)];
}

function isOf(pid: string, executionId: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").includes(`CRONIUM_EXECUTION_ID=${executionId}`);
  } catch {
    // It has ended between the listing and the reading.
    return false;
  }
}
