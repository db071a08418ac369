import type { Command } from "commander";
import { logStreams } from "../../shared/words.ts";
import type { Attach } from "./action.ts";
import type { ExecutionLine, JobDetails } from "./answers.ts";
import { withClient } from "./connect.ts";
import { withInterrupt } from "./interrupt.ts";
import { printTimes } from "./log-times.ts";
import { readChoice } from "./read-flags.ts";
import { searchLogs } from "./search-logs.ts";
import type { Session } from "./session.ts";
import { followExecution, followJob, printLogs } from "./show-logs.ts";
import { counted } from "./text.ts";
import { UsageError, wholeNumber } from "./usage-error.ts";

interface LogFlags {
  readonly follow?: boolean;
  readonly execution?: number;
  readonly stream?: string;
  readonly raw?: boolean;
  readonly times?: boolean;
  readonly search?: string;
  readonly regex?: boolean;
  readonly ignoreCase?: boolean;
  readonly limit: number;
}

export function addLogs(program: Command, attach: Attach): void {
  const command = program
    .command("logs <job>")
    .description("what a job's script wrote")
    .option("-f, --follow", "go on until the job has ended")
    .option("--execution <n>", "only that one of its executions, counted as `job show` does", wholeNumber(1, 100_000))
    .option("--stream <stream>", `only ${logStreams.join(", ")}`)
    .option("--raw", "the exact bytes of the script, and nothing else")
    .option("--times", "each line led by the time at which it began, in UTC, and its stream")
    .option("--search <pattern>", "only the lines that hold this, with their numbers")
    .option("--regex", "what is searched is a regular expression")
    .option("-i, --ignore-case", "capitals and small letters are the same")
    .option("--limit <n>", "so many found lines of each log at most", wholeNumber(1, 10_000), 1_000);
  attach<LogFlags>(command, logs);
}

function logs(session: Session, flags: LogFlags, [id = ""]: readonly string[]): Promise<number> {
  const raw = flags.raw === true;
  if (raw && session.json) throw new UsageError("--raw and --json cannot both be meant.");
  const { search, times } = flags;
  if ([raw, times === true, search !== undefined].filter(Boolean).length > 1) {
    throw new UsageError("Only one of --raw, --times and --search can be meant.");
  }
  if (flags.follow === true && (times === true || search !== undefined)) {
    throw new UsageError("--follow goes with neither --times nor --search.");
  }
  if (session.json && times === true)
    throw new UsageError("With --json, every piece has its time anyway: leave --times out.");
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
    if (search !== undefined) {
      const look = {
        text: search,
        regex: flags.regex === true,
        matchCase: flags.ignoreCase !== true,
        limit: flags.limit,
      };
      const executions = chosen === undefined ? job.executions : [chosen];
      return withInterrupt(session, async (signal) => {
        await searchLogs(session, client, { executions, choice, look }, signal);
        return 0;
      });
    }
    if (times === true) {
      await printTimes(session, client, chosen === undefined ? job.executions : [chosen], choice);
      return 0;
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
