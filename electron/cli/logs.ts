import type { Command } from "commander";
import { logStreams } from "../../shared/words.ts";
import type { Attach } from "./action.ts";
import type { ExecutionLine, JobDetails } from "./answers.ts";
import { withClient } from "./connect.ts";
import { withInterrupt } from "./interrupt.ts";
import { readChoice } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { followExecution, followJob, printLogs } from "./show-logs.ts";
import { counted } from "./text.ts";
import { UsageError, wholeNumber } from "./usage-error.ts";

interface LogFlags {
  readonly follow?: boolean;
  readonly execution?: number;
  readonly stream?: string;
  readonly raw?: boolean;
}

export function addLogs(program: Command, attach: Attach): void {
  const command = program
    .command("logs <job>")
    .description("what a job's script wrote")
    .option("-f, --follow", "go on until the job has ended")
    .option("--execution <n>", "only that one of its executions, counted as `job show` does", wholeNumber(1, 100_000))
    .option("--stream <stream>", `only ${logStreams.join(", ")}`)
    .option("--raw", "the exact bytes of the script, and nothing else");
  attach<LogFlags>(command, logs);
}

function logs(session: Session, flags: LogFlags, [id = ""]: readonly string[]): Promise<number> {
  const raw = flags.raw === true;
  if (raw && session.json) throw new UsageError("--raw and --json cannot both be meant.");
  const choice = {
    raw,
    stream: flags.stream === undefined ? undefined : readChoice("--stream", flags.stream, logStreams),
  };
  return withClient(session, async (client, { host }) => {
    const job = await client.jobs.get.query({ id });
    const chosen = flags.execution === undefined ? undefined : executionNumber(job, flags.execution);
    if (raw && chosen === undefined && job.executions.length > 1) {
      throw new UsageError(
        `The job has ${String(job.executions.length)} executions: choose one with --execution. ${listed(job)}`,
      );
    }
    // Nothing grows while nobody runs it.
    if (flags.follow !== true || host === undefined) {
      const executions = chosen === undefined ? job.executions : [chosen];
      if (executions.length === 0) session.note(`Nothing has run yet: the job is ${job.status}.`);
      await printLogs(session, client, executions, choice);
      return 0;
    }
    return withInterrupt(session, async (signal) => {
      if (chosen === undefined) await followJob(session, client, id, choice, signal);
      else await followExecution(session, client, chosen, choice, signal);
      return 0;
    });
  });
}

function executionNumber(job: JobDetails, number: number): ExecutionLine {
  const execution = job.executions[number - 1];
  if (execution !== undefined) return execution;
  throw new UsageError(`The job has ${counted(job.executions.length, "execution")}. ${listed(job)}`);
}

function listed({ executions }: JobDetails): string {
  return executions
    .map(({ target, attempt }, index) => `${String(index + 1)} is ${target}, attempt ${String(attempt)}`)
    .join("; ");
}
