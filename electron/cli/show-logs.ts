import type { LogStream } from "../../shared/words.ts";
import type { ExecutionLine, JobDetails } from "./answers.ts";
import { isUnfinished, watchJob } from "./await-job.ts";
import type { Client } from "./connect.ts";
import { readWholeLog } from "./follow-log.ts";
import { jsonSink, plainSink, prefixedSink, rawSink, type LogSink } from "./log-output.ts";
import { choosePaint } from "./paint.ts";
import type { Session } from "./session.ts";
import { plainText } from "./text.ts";

export interface LogChoice {
  readonly stream: LogStream | undefined;
  readonly raw: boolean;
}

/** Prints the logs of executions that are there, one after the other. */
export async function printLogs(
  session: Session,
  client: Client,
  executions: readonly ExecutionLine[],
  choice: LogChoice,
): Promise<void> {
  const paint = choosePaint(session.io);
  for (const execution of executions) {
    if (executions.length > 1 && !session.json && !choice.raw) {
      await session.print(undefined, [paint("bold", `── ${executionTitle(execution)} ──`)]);
    }
    await pour(client, execution.id, { follow: false }, sinkFor(session, execution, choice, false));
  }
}

/**
 * Prints the logs of a job while they grow, every execution as it comes, until the job has ended.
 * @returns the ended job, or undefined when `signal` aborted first
 */
export async function followJob(
  session: Session,
  client: Client,
  jobId: string,
  choice: LogChoice,
  signal: AbortSignal,
): Promise<JobDetails | undefined> {
  const pouring = new Map<string, Promise<void>>();
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  const job = await Promise.race([
    broken.promise,
    watchJob(client, jobId, signal, (seen) => {
      const several = seen.targets.length > 1 || seen.attemptsAllowed > 1;
      for (const execution of seen.executions) {
        if (pouring.has(execution.id)) continue;
        const sink = sinkFor(session, execution, choice, several);
        const poured = pour(client, execution.id, { follow: true, signal }, sink);
        poured.catch(broken.reject);
        pouring.set(execution.id, poured);
      }
      return !isUnfinished(seen);
    }),
  ]);
  await Promise.all(pouring.values());
  return job;
}

/** Prints one execution's log while it grows, until it has ended or `signal` aborts. */
export function followExecution(
  session: Session,
  client: Client,
  execution: ExecutionLine,
  choice: LogChoice,
  signal: AbortSignal,
): Promise<void> {
  return pour(client, execution.id, { follow: true, signal }, sinkFor(session, execution, choice, false));
}

async function pour(
  client: Client,
  executionId: string,
  options: Parameters<typeof readWholeLog>[2],
  sink: LogSink,
): Promise<void> {
  for await (const chunk of readWholeLog(client, executionId, options)) await sink.take(chunk);
  await sink.end();
}

function sinkFor(session: Session, execution: ExecutionLine, choice: LogChoice, several: boolean): LogSink {
  const paint = choosePaint(session.io);
  if (choice.raw) return rawSink(session, choice.stream);
  if (session.json) return jsonSink(session, execution, choice.stream);
  if (several) return prefixedSink(session, executionTitle(execution), choice.stream, paint);
  return plainSink(session, choice.stream, paint);
}

/** Where an execution ran, and which attempt it was if not the first. */
export function executionTitle({ target, attempt }: ExecutionLine): string {
  return `${plainText(target)}${attempt > 1 ? ` (attempt ${String(attempt)})` : ""}`;
}
