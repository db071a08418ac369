import { z } from "zod";
import type { FieldChange } from "./definition.ts";
import type { ScriptDifference } from "./event-version.ts";
import type { JobSummary } from "./job.ts";

export const jobCompareInput = z.strictObject({
  id: z.string().max(100),
  /** Compared with this job; absent: with the last completed one of the same event before it. */
  with: z.string().max(100).optional(),
});

/** The logs of both on one target. */
export interface LogComparison {
  readonly target: string;
  /** The executions compared: the last attempt of each. Undefined where one of the jobs has none on this target. */
  readonly executionId: string | undefined;
  readonly withExecutionId: string | undefined;
  /**
   * What differs once times, durations, ids, hexadecimal numbers, process ids, paths of temporary files and colours
   * are left aside; the lines are as they were written. Undefined when nothing does.
   */
  readonly difference: ScriptDifference | undefined;
  /** Lines of each log, as far as it was read. */
  readonly lines: number;
  readonly withLines: number;
  /** True when a log was too long to be compared as a whole: then its first and last 5,000 lines were. */
  readonly partial: boolean;
}

/** What is different about a job from one that went well. Durations are milliseconds. */
export interface JobComparison {
  readonly job: JobSummary;
  /** Undefined when no job of the event has completed before this one. */
  readonly with: JobSummary | undefined;
  /** Status, exit code, failure, duration, targets, priority and the like: only what differs. `from` is the good run. */
  readonly facts: readonly FieldChange[];
  /** Fields of the event that changed between the versions they ran, the script aside. Secrets are never shown. */
  readonly definition: readonly FieldChange[];
  readonly eventVersion: number;
  readonly withEventVersion: number | undefined;
  readonly environment: readonly FieldChange[];
  readonly script: ScriptDifference | undefined;
  /** Those that failed first, 20 at most. */
  readonly logs: readonly LogComparison[];
  readonly targetsLeftOut: number;
}
