import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import type { FieldChange } from "../../shared/definition.ts";
import { CroniumError } from "../../shared/errors.ts";
import type { JobComparison, LogComparison } from "../../shared/job-comparison.ts";
import type { JobSummary } from "../../shared/job.ts";
import { compareScriptLines } from "../definitions/script-difference.ts";
import { compareVersionDefinitions, readNames, readVersionDefinition } from "../definitions/version-definition.ts";
import { readJobDefinition } from "../queue/job-definition.ts";
import { findVersion } from "../store/event-versions.ts";
import { executionsOfJob } from "../store/executions.ts";
import { findJob, lastCompletedBefore } from "../store/jobs.ts";
import type { Database, ExecutionRow, JobRow } from "../store/tables.ts";
import type { LogWork } from "./log-work.ts";

/** Equal lines of the script shown about each that differs. */
const around = 3;
/** Values are told up to this length, characters. */
const longestShown = 500;
/** The logs of so many targets are compared; those that failed first. */
const mostTargets = 20;

export interface ComparisonParts {
  readonly read: Database;
  readonly dataDirectory: string;
  readonly work: LogWork;
  readonly summarise: (job: JobRow) => JobSummary;
}

/**
 * What is different about a job from one that went well.
 * @param withId absent: the last job of the event that completed before it
 * @throws CroniumError `not_found`, or `invalid_input` for a job of another event
 */
export async function compareJobs(
  { read, dataDirectory, work, summarise }: ComparisonParts,
  { id, withId }: { readonly id: string; readonly withId: string | undefined },
  signal: AbortSignal | undefined,
): Promise<JobComparison> {
  const job = await jobOrError(read, id);
  const other = withId === undefined ? await lastCompletedBefore(read, job) : await jobOrError(read, withId);
  if (other !== undefined && other.event_id !== job.event_id) {
    throw new CroniumError("invalid_input", `Job ${other.id} is of another event: “${other.event_name}”`, {
      remedy: `Choose a job of “${job.event_name}”.`,
      field: "with",
    });
  }
  const summary = summarise(job);
  const nothing = { definition: [], environment: [], script: undefined, logs: [], targetsLeftOut: 0, facts: [] };
  const base = { job: summary, eventVersion: job.event_version };
  if (other === undefined) return { ...base, with: undefined, withEventVersion: undefined, ...nothing };
  const otherSummary = summarise(other);
  const changes = await definitionChanges(read, other, job);
  const pairs = pairTargets(await executionsOfJob(read, id), await executionsOfJob(read, other.id));
  const compared = pairs.slice(0, mostTargets);
  const file = (row: ExecutionRow | undefined): string | undefined =>
    row === undefined ? undefined : join(dataDirectory, row.log_path);
  const differences = await work.run(
    "compare",
    compared.map(({ own, other: with_ }) => ({ path: file(own), withPath: file(with_) })),
    { signal },
  );
  return {
    ...base,
    with: otherSummary,
    withEventVersion: other.event_version,
    facts: factChanges({ ...otherSummary, input: other.input }, { ...summary, input: job.input }),
    definition: changes.filter(({ path }) => path !== "script" && !path.startsWith("env.")),
    environment: changes
      .filter(({ path }) => path.startsWith("env."))
      .map((change) => ({ ...change, path: change.path.slice("env.".length) })),
    script: compareScriptLines(
      readJobDefinition(other.definition).script,
      readJobDefinition(job.definition).script,
      around,
    ),
    logs: differences.map((difference, index): LogComparison => {
      const pair = compared[index];
      return {
        target: pair?.target ?? "",
        executionId: pair?.own?.id,
        withExecutionId: pair?.other?.id,
        ...difference,
      };
    }),
    targetsLeftOut: pairs.length - compared.length,
  };
}

async function jobOrError(read: Database, id: string): Promise<JobRow> {
  const job = await findJob(read, id);
  if (job === undefined)
    throw new CroniumError("not_found", `There is no job ${id}`, { remedy: "List the jobs with `cronium job list`." });
  return job;
}

async function definitionChanges(read: Database, from: JobRow, to: JobRow): Promise<readonly FieldChange[]> {
  if (from.event_version === to.event_version) return [];
  const [before, after] = await Promise.all([
    findVersion(read, from.event_id, from.event_version),
    findVersion(read, to.event_id, to.event_version),
  ]);
  if (before === undefined || after === undefined) return [];
  return compareVersionDefinitions(
    readVersionDefinition(before.definition),
    readVersionDefinition(after.definition),
    await readNames(read),
    longestShown,
  );
}

type Facts = JobSummary & { readonly input: string | null };

function factChanges(from: Facts, to: Facts): FieldChange[] {
  const facts = ({ status, exitCode, failure, durationMs, targets, attempt, source, priority, input }: Facts) => ({
    status,
    exitCode,
    failure: failure === undefined ? undefined : `${failure.reason}: ${failure.message}`,
    durationMs,
    targets: [...targets].sort(),
    attempt,
    source,
    priority,
    input,
  });
  const before: Readonly<Record<string, unknown>> = facts(from);
  const after: Readonly<Record<string, unknown>> = facts(to);
  return Object.keys(after)
    .filter((path) => !isDeepStrictEqual(before[path], after[path]))
    .map((path) => ({ path, from: shown(before[path]), to: shown(after[path]) }));
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "(none)";
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  return text.length > longestShown ? `${text.slice(0, longestShown - 1)}…` : text;
}

interface TargetPair {
  readonly target: string;
  readonly own: ExecutionRow | undefined;
  readonly other: ExecutionRow | undefined;
}

/** The last attempts on the same targets; those that failed first. A single target each is the same, whatever its name. */
function pairTargets(own: readonly ExecutionRow[], other: readonly ExecutionRow[]): TargetPair[] {
  const latest = (rows: readonly ExecutionRow[]): Map<string, ExecutionRow> =>
    new Map(rows.map((row) => [row.target, row]));
  const [left, right] = [latest(own), latest(other)];
  const [onlyOwn] = left.values();
  const [onlyOther] = right.values();
  if (left.size === 1 && right.size === 1 && onlyOwn !== undefined) {
    return [{ target: onlyOwn.target, own: onlyOwn, other: onlyOther }];
  }
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((target) => ({ target, own: left.get(target), other: right.get(target) }))
    .sort((first, second) => Number(first.own?.status === "completed") - Number(second.own?.status === "completed"));
}
