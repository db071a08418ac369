import type { Command } from "commander";
import { unfinishedJobStatuses, jobStatuses } from "../../shared/words.ts";
import type { Attach } from "./action.ts";
import { confirm } from "./confirm.ts";
import { withClient } from "./connect.ts";
import { failureDetails } from "./describe-failure.ts";
import { jobIds } from "./job-ids.ts";
import { findEvent } from "./lookup.ts";
import { readChoice, readSince } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { counted, plainText } from "./text.ts";
import { UsageError } from "./usage-error.ts";

interface RetryFlags {
  readonly status?: string;
  readonly event?: string;
  readonly since?: string;
  readonly key?: string;
  readonly yes?: boolean;
  readonly failed?: boolean;
}

export function addJobRetry(job: Command, attach: Attach): void {
  attach<RetryFlags>(
    job
      .command("retry [job]")
      .description("queue one again as it was, or all that ended in a status")
      .option("--key <key>", "asked for again under the same key, the same new job")
      .option("--failed", "only on the servers where it failed or was not tried")
      .option("--status <status,…>", "all of these: completed, failed, timeout, partial, cancelled, needs_attention")
      .option("--event <event>", "only of this event")
      .option("--since <time>", "only queued since then: 2h, 7d or an instant such as 2026-12-01T08:00:00Z")
      .option("-y, --yes", "several at once without asking"),
    retry,
  );
}

function retry(session: Session, flags: RetryFlags, [id]: readonly string[]): Promise<number> {
  if ((id === undefined) === (flags.status === undefined)) {
    throw new UsageError("Name one job, or say with --status which ones.");
  }
  if (id === undefined && flags.failed === true) throw new UsageError("--failed goes with one job.");
  if (id === undefined) return retryAll(session, flags);
  if (flags.event !== undefined || flags.since !== undefined) {
    throw new UsageError("--event and --since go with --status.");
  }
  return withClient(session, async (client) => {
    const key = flags.key === undefined ? {} : { idempotencyKey: flags.key };
    const { jobId, created } = await client.jobs[flags.failed === true ? "retryFailed" : "retry"].mutate({
      id,
      ...key,
    });
    if (!created) session.note("Asked for before under this key: this is the job of then.");
    await session.print({ jobId, created }, [jobId]);
    return 0;
  });
}

/** However often it is asked, each of the jobs is queued again once, also if it had been by itself before. */
function retryAll(session: Session, flags: RetryFlags): Promise<number> {
  if (flags.key !== undefined) throw new UsageError("--key goes with one job; each of several has one of its own.");
  const statuses = (flags.status ?? "").split(",").map((word) => readChoice("--status", word.trim(), jobStatuses));
  const unfinished = statuses.find((status) => unfinishedJobStatuses.some((other) => other === status));
  if (unfinished !== undefined) throw new UsageError(`--status: jobs that are ${unfinished} have not ended yet.`);
  const sinceMs = flags.since === undefined ? undefined : readSince("--since", flags.since, session.io.clock.now());
  return withClient(session, async (client) => {
    const eventId = flags.event === undefined ? undefined : (await findEvent(client, flags.event)).id;
    const ids = await jobIds(client, { statuses, sinceMs, eventId });
    const question = `Queue ${counted(ids.length, "job")} again?`;
    if (ids.length > 0 && flags.yes !== true && !(await confirm(session, question, "--yes"))) {
      session.note("Nothing was queued.");
      return 1;
    }
    const queued: { readonly id: string; readonly jobId: string; readonly created: boolean }[] = [];
    let refused = 0;
    for (const id of ids) {
      try {
        queued.push({ id, ...(await client.jobs.retry.mutate({ id, idempotencyKey: `retry of ${id}`, once: true })) });
      } catch (error) {
        refused += 1;
        session.note(`cronium: ${id}: ${plainText(failureDetails(error).message)}`);
      }
    }
    const fresh = queued.filter(({ created }) => created);
    const before = queued.length - fresh.length;
    const sums = [
      `Queued ${counted(fresh.length, "job")} again.`,
      ...(before === 0 ? [] : [`${String(before)} had been before.`]),
    ];
    await session.print(queued, [...fresh.map(({ jobId }) => jobId), sums.join(" ")]);
    return refused === 0 ? 0 : 1;
  });
}
