import { randomBytes, randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { ExecutionRequest, ExecutionTarget, Executor } from "./executor.ts";

/** One executor and its place, as a conformance test needs them. */
export interface ConformanceBench {
  readonly executor: Executor;
  readonly target: ExecutionTarget;
  /** Changes that make a request ask for an interpreter the place does not have. */
  readonly withoutInterpreter: Partial<Pick<ExecutionRequest, "type" | "target" | "environment">>;
  /** Names what an execution has left in its place (spool directories, containers). */
  remains(executionId: string): Promise<readonly string[]>;
  /** Closes the executor and what was opened with it. Runs that were detached go on. */
  close(): Promise<void>;
}

/** Opens a bench; each call gives a new executor on the same place, as after a restart of the program. */
export type OpenBench = () => Promise<ConformanceBench>;

/** A bash request on the bench's target with an execution id of its own. */
export function requestFor(bench: ConformanceBench, script: string, changes: Partial<ExecutionRequest> = {}) {
  const jobId = `job_${randomBytes(6).toString("hex")}`;
  const executionId = `exec_${jobId}_${String(1_700_000_000_000 + randomInt(1_000_000_000))}`;
  return {
    executionId,
    jobId,
    type: "BASH",
    script,
    target: bench.target,
    graceMs: 5_000,
    ...changes,
    environment: { CRONIUM_JOB_ID: jobId, CRONIUM_EXECUTION_ID: executionId, ...changes.environment },
  } satisfies ExecutionRequest;
}

/** A duration for `sleep` that no other process on this machine is given, so that the sleeper can be found again. */
export function uniqueSleep(): string {
  return `9${String(randomInt(10_000, 99_999))}.${String(randomInt(100_000, 999_999))}5`;
}

/** Ids of the live processes on this machine that have `word` in their command line. Linux only. */
export function processesNaming(word: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => readIfThere(`/proc/${name}/cmdline`).includes(word))
    .map(Number);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    // The process has ended between the listing and the reading.
    return "";
  }
}
