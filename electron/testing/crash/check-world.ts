import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sleep, systemClock } from "../../base/clock.ts";
import { causingJobId } from "../../outbox/follow-up.ts";
import { readWholeLog } from "../../logs/log-reader.ts";
import { openReadConnection } from "../../store/connection.ts";
import type { ExecutionRow, JobRow, OccurrenceRow } from "../../store/tables.ts";
import type { Life } from "./life.ts";
import { expectedOutput, isFollowed, type Kind } from "./workload.ts";
import type { World } from "./world.ts";

/** What was looked at, added up over all looks. */
export interface Checked {
  jobs: number;
  executions: number;
  occurrences: number;
  /** Logs compared byte by byte with what their script writes. */
  wholeLogs: number;
  /** Ended by the event's own rule, as nobody could say how they ended. */
  lost: number;
}

/** Leftovers may take so long to go once everything has ended, milliseconds. */
const goneWithinMs = 60_000;

/** Looks at everything that has ended so far. @throws Error naming all that is wrong */
export async function checkWorld(world: World, life: Life, checked: Checked): Promise<void> {
  const wrong: string[] = [];
  const validation = await life.ask((api) => api.database.validate.query());
  if (validation?.valid !== true) wrong.push(`the database is not valid: ${validation?.summary ?? "no answer"}`);
  const ledger = await life.ask((api) => api.occurrences.verify.query({}));
  for (const { problem } of ledger?.chains ?? []) if (problem) wrong.push(`the ledger: ${problem.message}`);
  for (const { message } of ledger?.contradictions ?? []) wrong.push(`the ledger: ${message}`);

  const connection = openReadConnection(join(world.dataDirectory, "cronium.sqlite"));
  const rowsOf = <Row>(table: string): Row[] => connection.prepare(`SELECT * FROM ${table}`).all() as Row[];
  try {
    const jobs = new Map(rowsOf<JobRow>("jobs").map((job) => [job.id, job]));
    const executions = rowsOf<ExecutionRow>("executions");
    checkJobs(world, jobs, wrong);
    checkLedger(world, rowsOf<OccurrenceRow>("occurrences"), jobs, wrong);
    checkFollowUps(world, jobs, wrong);
    checkStarts(world, executions, jobs, wrong);
    for (const execution of executions) {
      const job = jobs.get(execution.job_id);
      if (job !== undefined) await checkLog(world, execution, job, checked, wrong);
    }
    checked.jobs += jobs.size;
    checked.executions += executions.length;
    checked.lost += executions.filter(({ failure_reason }) => failure_reason === "lost").length;
    checked.occurrences += rowsOf("occurrences").length;
    await checkOrphans(world, new Set(executions.map(({ id }) => id)), wrong);
  } finally {
    connection.close();
  }
  if (wrong.length > 0) throw new Error(wrong.slice(0, 20).join("\n"));
}

const ended = ["completed", "failed", "timeout", "partial", "cancelled", "needs_attention"];

function checkJobs(world: World, jobs: ReadonlyMap<string, JobRow>, wrong: string[]): void {
  for (const { jobId, kind, cancelled, key } of world.asked) {
    const job = jobId === undefined ? undefined : jobs.get(jobId);
    if (job === undefined) {
      wrong.push(`lost: ${kind.name}, asked for with key ${key}, is not there`);
      continue;
    }
    const isLost = job.status === "needs_attention" && job.failure_reason === "lost";
    if (!isLost && !mayEndAs(kind, cancelled).includes(job.status)) {
      wrong.push(`${kind.name} ${job.id} ended as ${job.status}: ${job.failure_message ?? "no reason"}`);
    }
  }
  const byKey = Map.groupBy(jobs.values(), (job) => job.idempotency_key);
  for (const [key, same] of byKey) if (key !== null && same.length > 1) wrong.push(`doubled: ${key}`);
  for (const job of jobs.values()) {
    if (!ended.includes(job.status)) wrong.push(`stuck: ${job.id} ${job.event_name} is ${job.status}`);
    if (job.attempt > job.attempts_allowed) wrong.push(`${job.id} had ${String(job.attempt)} attempts`);
  }
}

function mayEndAs(kind: Kind, cancelled: boolean): readonly string[] {
  const own = { ends: "completed", fails: "failed", "times out": "timeout", "is cancelled": "cancelled" } as const;
  if (kind.course === "is cancelled" && !cancelled) return ["cancelled", "timeout"];
  return [own[kind.course]];
}

function checkLedger(
  world: World,
  rows: readonly OccurrenceRow[],
  jobs: ReadonlyMap<string, JobRow>,
  wrong: string[],
): void {
  const due = rows.map((row) => row.due_at);
  if (new Set(due).size !== due.length) wrong.push("doubled: an instant has two rows");
  const byOccurrence = Map.groupBy(
    [...jobs.values()].filter((job) => job.event_id === world.scheduledId),
    (job) => job.occurrence_id,
  );
  for (const row of rows) {
    const expected = row.decision === "run" || row.decision === "catch_up" ? 1 : 0;
    const found = byOccurrence.get(row.id)?.length ?? 0;
    if (found !== expected) {
      wrong.push(
        `${found > expected ? "doubled" : "lost"}: ${row.decision} of ${String(row.due_at)} has ${String(found)} jobs`,
      );
    }
  }
}

/** Each job that is to be followed has been, once. */
function checkFollowUps(world: World, jobs: ReadonlyMap<string, JobRow>, wrong: string[]): void {
  const causes = [...jobs.values()].flatMap((job) =>
    job.event_id === world.followUpId ? [causingJobId(job.idempotency_key) ?? ""] : [],
  );
  for (const job of jobs.values()) {
    const kind = world.kinds.get(job.event_id);
    if (kind === undefined || !isFollowed(kind)) continue;
    const count = causes.filter((id) => id === job.id).length;
    if (count !== 1) wrong.push(`${count > 1 ? "doubled" : "lost"}: ${job.id} is followed by ${String(count)} jobs`);
  }
}

function checkStarts(
  world: World,
  executions: readonly ExecutionRow[],
  jobs: ReadonlyMap<string, JobRow>,
  wrong: string[],
): void {
  const starts = new Map<string, number>();
  for (const line of readFileSync(world.startsFile, "utf8").split("\n")) starts.set(line, (starts.get(line) ?? 0) + 1);
  const seen = new Set<string>();
  for (const { id, job_id, attempt, target, status, place } of executions) {
    const key = `${job_id} ${String(attempt)} ${target}`;
    if (seen.has(key)) wrong.push(`doubled: two executions of ${key}`);
    seen.add(key);
    const count = starts.get(id) ?? 0;
    if (count > 1) wrong.push(`doubled: ${id} was started ${String(count)} times`);
    if (place !== "container" && status === "completed" && count === 0) wrong.push(`${id} never ran, and is completed`);
    if (place === "container" && (world.containers?.endings(id, 0) ?? 0) > 1) wrong.push(`doubled: container of ${id}`);
    if (!jobs.has(job_id)) wrong.push(`${id} belongs to no job`);
  }
}

async function checkLog(
  world: World,
  execution: ExecutionRow,
  job: JobRow,
  checked: Checked,
  wrong: string[],
): Promise<void> {
  const { id, status, failure_reason: reason } = execution;
  if (execution.finished_at === null) {
    wrong.push(`stuck: execution ${id} of ${job.event_name} is ${status}`);
    return;
  }
  const kind = world.kinds.get(job.event_id);
  const expected = kind === undefined ? { stdout: "", stderr: "" } : expectedOutput(kind, id);
  const found = { stdout: [] as Buffer[], stderr: [] as Buffer[], system: [] as Buffer[] };
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const { frames } of readWholeLog(join(world.dataDirectory, execution.log_path))) {
    for (const { stream, payload } of frames) {
      found[stream].push(payload);
      hash.update(payload);
      bytes += payload.length;
    }
  }
  const isWhole = status === "completed" || reason === "nonzero_exit";
  for (const stream of ["stdout", "stderr"] as const) {
    const written = Buffer.concat(found[stream]).toString("utf8");
    if (isWhole ? written === expected[stream] : expected[stream].startsWith(written)) continue;
    wrong.push(
      `the ${stream} of ${id} (${job.event_name}, ${status}) has ${String(written.length)} characters, its script wrote ${String(expected[stream].length)}`,
    );
  }
  if (!isWhole) return;
  checked.wholeLogs += 1;
  if (execution.log_bytes !== bytes)
    wrong.push(`${id} has ${String(bytes)} bytes, recorded are ${String(execution.log_bytes)}`);
  if (execution.log_sha256 !== hash.digest("hex")) wrong.push(`the SHA-256 of ${id} is not the recorded one`);
}

/** Waits until nothing of the world is left outside of its database and logs. */
async function checkOrphans(world: World, ids: ReadonlySet<string>, wrong: string[]): Promise<void> {
  const giveUpAt = systemClock.elapsed() + goneWithinMs;
  for (;;) {
    const left = [...processesOf(world, ids), ...spoolsOf(world, ids), ...((await world.containers?.present()) ?? [])];
    if (left.length === 0) return;
    if (systemClock.elapsed() > giveUpAt) {
      wrong.push(...left.map((one) => `orphan: ${one}`));
      return;
    }
    await sleep(systemClock, 50);
  }
}

/** By what stands in their environment, which a script cannot lose by leaving its session. */
function processesOf(world: World, ids: ReadonlySet<string>): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    const environment = readOrNothing(`/proc/${pid}/environ`).split("\0");
    const isOurs = environment.some(
      (entry) =>
        entry === `CRASH_CANARY=${world.canary}` ||
        (entry.startsWith("CRONIUM_EXECUTION_ID=") && ids.has(entry.slice("CRONIUM_EXECUTION_ID=".length))),
    );
    const words = readOrNothing(`/proc/${pid}/cmdline`).replaceAll("\0", " ").slice(0, 120);
    return isOurs ? [`process ${pid}: ${words}`] : [];
  });
}

function spoolsOf(world: World, ids: ReadonlySet<string>): string[] {
  const local = entriesOf(join(world.dataDirectory, "runs"));
  const remote = world.servers.flatMap(({ home }) =>
    entriesOf(join(home, ".cronium", "runs")).filter((path) => ids.has(path.slice(path.lastIndexOf("/") + 1))),
  );
  return [...local, ...remote].map((path) => `spool ${path}`);
}

function entriesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    // It has ended between the listing and the reading.
    return "";
  }
}
