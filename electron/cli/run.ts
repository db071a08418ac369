import type { Command } from "commander";
import { CroniumError } from "../../shared/errors.ts";
import { idempotencyKey } from "../../shared/idempotency.ts";
import type { Attach } from "./action.ts";
import type { JobDetails } from "./answers.ts";
import { isUnfinished, watchJob } from "./await-job.ts";
import { withClient, type Client } from "./connect.ts";
import { withInterrupt } from "./interrupt.ts";
import { findEvent, findServer } from "./lookup.ts";
import { choosePaint, statusText } from "./paint.ts";
import { readJson } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { followJob } from "./show-logs.ts";
import { plainText } from "./text.ts";
import { shortDuration } from "./time-text.ts";
import { UsageError } from "./usage-error.ts";

interface RunFlags {
  readonly input?: string;
  readonly key?: string;
  readonly target?: readonly string[];
  readonly wait?: boolean;
  readonly follow?: boolean;
}

export function addRun(program: Command, attach: Attach): void {
  const command = program
    .command("run <event>")
    .description("queue a job of an event and print its id")
    .option("--input <json>", "hand this to the script")
    .option(
      "--target <server>",
      "only on this one of its servers; may be repeated",
      (name: string, names: string[] = []) => [...names, name],
    )
    .option("--key <key>", "asked for again under the same key, the same job: none is queued twice")
    .option("--wait", "wait for its end and exit with the script's own code")
    .option("-f, --follow", "show its output meanwhile; waits too");
  attach<RunFlags>(command, run);
}

function run(session: Session, flags: RunFlags, [word = ""]: readonly string[]): Promise<number> {
  const input = flags.input === undefined ? undefined : readJson("--input", flags.input);
  const key = idempotencyKey.optional().safeParse(flags.key);
  if (!key.success) throw new UsageError(`--key: ${key.error.issues[0]?.message ?? "it cannot be used"}.`);
  const waits = flags.wait === true || flags.follow === true;
  return withClient(session, async (client, { host }) => {
    const event = await findEvent(client, word);
    if (host === undefined && waits) {
      throw new CroniumError("unavailable", "Cronium is not running, so there is nothing to wait for", {
        remedy: "Start it with `cronium start`; nothing was queued.",
      });
    }
    const serverIds = await targetIds(client, flags.target);
    const { jobId, created } = await client.events.run.mutate({
      id: event.id,
      ...(input === undefined ? {} : { input: input as never }),
      ...(serverIds === undefined ? {} : { serverIds }),
      ...(flags.key === undefined ? {} : { idempotencyKey: flags.key }),
    });
    if (!created) session.note("Asked for before under this key: this is the job of then.");
    if (!waits) {
      await session.print({ jobId, created }, [jobId]);
      if (host === undefined && created)
        session.note("Cronium is not running: the job starts once it does (`cronium start`).");
      return 0;
    }
    session.note(`Job ${jobId}`);
    return withInterrupt(session, (signal) => waitFor(session, client, jobId, flags.follow === true, signal));
  });
}

async function targetIds(client: Client, names: readonly string[] | undefined): Promise<number[] | undefined> {
  if (names === undefined) return undefined;
  const ids: number[] = [];
  for (const name of names) ids.push((await findServer(client, name)).id);
  return ids;
}

async function waitFor(
  session: Session,
  client: Client,
  jobId: string,
  follow: boolean,
  signal: AbortSignal,
): Promise<number> {
  // With --json, stdout is for the one document at the end.
  const job =
    follow && !session.json
      ? await followJob(session, client, jobId, { raw: false, stream: undefined }, signal)
      : await watchJob(client, jobId, signal, (seen) => !isUnfinished(seen));
  if (job === undefined) {
    session.note(
      `Stopped waiting. Job ${jobId} goes on: \`cronium job show ${jobId}\`, or \`cronium job cancel ${jobId}\`.`,
    );
    return 0;
  }
  if (session.json) await session.print(job, []);
  else session.note(outcomeLine(session, job));
  return exitStatus(job);
}

function outcomeLine(session: Session, job: JobDetails): string {
  const status = statusText(choosePaint(session.io), job.status);
  const took = job.durationMs === undefined ? "" : ` after ${shortDuration(job.durationMs)}`;
  const code = job.exitCode === undefined ? "" : `, exit code ${String(job.exitCode)}`;
  const why = job.failure === undefined ? "" : `: ${plainText(job.failure.message)}`;
  return `${status}${took}${code}${why}`;
}

/**
 * The script's own exit code. The reserved negative codes become what a shell makes of them, 256 less: -1 (timeout) is
 * 255, -2 (cancelled) 254. A job that is not completed never exits with 0.
 */
export function exitStatus({ status, exitCode }: Pick<JobDetails, "status" | "exitCode">): number {
  const code = exitCode === undefined ? undefined : exitCode < 0 ? 256 + exitCode : exitCode;
  if (status === "completed") return code ?? 0;
  return code === undefined || code <= 0 ? 1 : code;
}
