import type { ExecutionReport, JobProgress, JobSummary } from "../../shared/job.ts";
import {
  findOutputStart,
  progressOfJobs,
  reportsOfJob,
  type JobReport,
  type ProgressRow,
} from "../store/job-reports.ts";
import type { Database, JobRow } from "../store/tables.ts";
import { whatJobsWaitFor } from "../queue/waiting-for.ts";
import type { ApiContext } from "./context.ts";
import { summariseJob } from "./job-views.ts";

/** Characters of an output that come with its job. */
const startCharacters = 2_000;

/** Jobs of a list: unfinished ones with what they wait for, running ones with how far they are. */
export async function summariseJobs(
  { store, clock, vault }: Pick<ApiContext, "store" | "clock" | "vault">,
  jobs: readonly JobRow[],
): Promise<readonly JobSummary[]> {
  const progress = await readProgress(store.read, jobs);
  const waits = await whatJobsWaitFor(store.read, jobs, { now: clock.now(), vault: vault.state });
  return jobs.map((job) => summariseJob(job, { progress: progress.get(job.id), waitingFor: waits.get(job.id) }));
}

/** What the scripts of a job have told, by execution, and how far it is. */
export async function viewReports(
  database: Database,
  job: JobRow,
): Promise<{ readonly progress: JobProgress | undefined; readonly reports: ReadonlyMap<string, ExecutionReport> }> {
  const reports = new Map<string, ExecutionReport>();
  for (const report of await reportsOfJob(database, job.id)) {
    const hasOutput = report.output_bytes !== null;
    const outputStart = hasOutput ? await findOutputStart(database, report.execution_id, startCharacters) : undefined;
    reports.set(report.execution_id, viewReport(report, outputStart));
  }
  return { progress: (await readProgress(database, [job])).get(job.id), reports };
}

async function readProgress(database: Database, jobs: readonly JobRow[]): Promise<ReadonlyMap<string, JobProgress>> {
  const running = jobs.filter(({ status }) => status === "running").map(({ id }) => id);
  return new Map((await progressOfJobs(database, running)).map((row) => [row.job_id, viewProgress(row)]));
}

function viewProgress({ fraction, executions, message }: ProgressRow): JobProgress {
  return { fraction, message: executions === 1 ? (message ?? undefined) : undefined };
}

function viewReport(report: JobReport, outputStart: string | undefined): ExecutionReport {
  const { condition, progress, progress_message: message, output_bytes: bytes } = report;
  return {
    condition: condition === null ? undefined : condition === 1,
    progress: progress === null ? undefined : { fraction: progress, message: message ?? undefined },
    outputBytes: bytes ?? undefined,
    outputStart,
  };
}
