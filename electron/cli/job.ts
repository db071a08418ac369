import type { Command } from "commander";
import type { JobLine } from "./answers.ts";
import { isToldInLists } from "../../shared/waiting.ts";
import type { Attach } from "./action.ts";
import { withClient } from "./connect.ts";
import { jobLines } from "./job-lines.ts";
import { addJobFiles } from "./job-files.ts";
import { addJobOutput } from "./job-output.ts";
import { addJobResolve } from "./job-resolve.ts";
import { addJobRetry } from "./job-retry.ts";
import { addJobCompare } from "./job-compare.ts";
import { findEvent } from "./lookup.ts";
import { choosePaint, jobStatusText, type Paint } from "./paint.ts";
import { readChoice, readSince } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { tableLines } from "./table.ts";
import { plainText } from "./text.ts";
import { exactAndRelative, shortDuration } from "./time-text.ts";
import { isShownAs, shownStatuses, statusesToAsk } from "./shown-statuses.ts";
import { wholeNumber } from "./usage-error.ts";
import { usedLines } from "./used-lines.ts";
import { waitingLine } from "./waiting-line.ts";

interface ListFlags {
  readonly event?: string;
  readonly status?: string;
  readonly since?: string;
  readonly limit: number;
}

/** The contract gives this many jobs at once at most. */
const largestPage = 500;

export function addJob(program: Command, attach: Attach): void {
  const job = program.command("job").description("list and show jobs, cancel, retry or settle one");
  attach<ListFlags>(
    job
      .command("list")
      .description("jobs, newest first")
      .option("--event <event>", "only of this event")
      .option("--status <status,…>", `only ${shownStatuses.join(", ")}`)
      .option("--since <time>", "only queued since then: 2h, 7d or an instant such as 2026-12-01T08:00:00Z")
      .option("--limit <n>", "at most this many", wholeNumber(1, 100_000), 50),
    list,
  );
  attach(job.command("show <job>").description("everything about one job"), show);
  addJobCompare(job, attach);
  addJobFiles(job, attach);
  addJobOutput(job, attach);
  attach(job.command("cancel <job>").description("stop it, and everything it started"), cancel);
  addJobRetry(job, attach);
  addJobResolve(job, attach);
}

function list(session: Session, flags: ListFlags): Promise<void> {
  const now = session.io.clock.now();
  const wanted = flags.status?.split(",").map((word) => readChoice("--status", word.trim(), shownStatuses));
  const statuses = wanted && statusesToAsk(wanted);
  const sinceMs = flags.since === undefined ? undefined : readSince("--since", flags.since, now);
  return withClient(session, async (client) => {
    const eventId = flags.event === undefined ? undefined : (await findEvent(client, flags.event)).id;
    const jobs: JobLine[] = [];
    let after: string | undefined;
    do {
      const limit = Math.min(largestPage, flags.limit - jobs.length);
      const page = await client.jobs.list.query({ limit, after, statuses, sinceMs, eventId });
      jobs.push(...page.jobs.filter((job) => wanted === undefined || isShownAs(job, wanted)));
      after = page.next;
    } while (after !== undefined && jobs.length < flags.limit);
    const paint = choosePaint(session.io);
    const heading = ["job", "event", "status", "queued", "took", "exit", "targets", "why"];
    const rows = jobs.map((job) => listRow(job, now, paint));
    await session.print(jobs, rows.length === 0 ? ["No jobs."] : tableLines(heading, rows));
  });
}

function listRow(job: JobLine, now: number, paint: Paint): string[] {
  return [
    job.id,
    plainText(job.eventName),
    jobStatusText(paint, job),
    exactAndRelative(job.queuedAt, now),
    job.durationMs === undefined ? "–" : shortDuration(job.durationMs),
    job.exitCode === undefined ? "–" : String(job.exitCode),
    plainText(job.targets.join(", ")),
    plainText(job.failure?.message ?? "") ||
      (isToldInLists(job.waitingFor) ? `waits for ${waitingLine(job.waitingFor, now)}` : ""),
  ];
}

function show(session: Session, _flags: unknown, [id = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client) => {
    const job = await client.jobs.get.query({ id });
    const consequences = await client.outbox.ofJob.query({ jobId: id });
    const uses = await Promise.all(
      job.executions.map(async (execution) => ({
        execution,
        usage: await client.jobs.usage.query({ executionId: execution.id }),
      })),
    );
    const usage = Object.fromEntries(uses.map((use) => [use.execution.id, use.usage.history?.peak]));
    await session.print({ ...job, ...consequences, usage }, [
      ...jobLines(job, consequences, session.io.clock.now(), choosePaint(session.io)),
      ...usedLines(uses),
    ]);
  });
}

function cancel(session: Session, _flags: unknown, [id = ""]: readonly string[]): Promise<void> {
  return withClient(session, async (client, { host }) => {
    await client.jobs.cancel.mutate({ id });
    const { status } = await client.jobs.get.query({ id });
    const text =
      status === "cancelled"
        ? `Cancelled ${id}.`
        : `${id} is being stopped${host === undefined ? ", once Cronium runs again" : ""}: \`cronium job show ${id}\` says when it is gone.`;
    await session.print({ id, status }, [text]);
  });
}
