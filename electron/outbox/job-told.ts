import { findOutput, lastReportsOfJob } from "../store/job-reports.ts";
import type { Database, JobRow } from "../store/tables.ts";

/** Outputs of a job that together are larger than this do not go into its follow-ups, bytes of JSON. */
const mostHandedOn = 1024 * 1024;

/** What the scripts of an ended job have told, of each target the last that ran. */
export interface JobTold {
  /** True as soon as one of several targets says so; null when none has set it. */
  readonly condition: boolean | null;
  /** What the script gave; of a job on several targets an object by target; null without any, or too much of it. */
  readonly output: unknown;
  /** Bytes of JSON, told when it is too much. */
  readonly outputBytes?: number;
}

export async function readJobTold(database: Database, job: Pick<JobRow, "id" | "targets">): Promise<JobTold> {
  const reports = await lastReportsOfJob(database, job.id);
  const said = reports.flatMap(({ condition }) => condition ?? []);
  const condition = said.length === 0 ? null : said.includes(1);
  const bytes = reports.reduce((sum, { output_bytes: own }) => sum + (own ?? 0), 0);
  if (bytes > mostHandedOn) return { condition, output: null, outputBytes: bytes };
  const outputs: [string, unknown][] = [];
  for (const { execution_id: id, target, output_bytes: own } of reports) {
    if (own === null) continue;
    outputs.push([target, JSON.parse((await findOutput(database, id)) ?? "null")]);
  }
  const isOne = (JSON.parse(job.targets) as readonly string[]).length <= 1;
  if (outputs.length === 0) return { condition, output: null };
  return { condition, output: isOne ? outputs[0]?.[1] : Object.fromEntries(outputs) };
}
