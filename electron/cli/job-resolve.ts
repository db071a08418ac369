import type { Command } from "commander";
import { jobResolutions } from "../../shared/job.ts";
import type { Attach } from "./action.ts";
import { confirm } from "./confirm.ts";
import { withClient } from "./connect.ts";
import { failureDetails } from "./describe-failure.ts";
import { jobIds } from "./job-ids.ts";
import { findEvent } from "./lookup.ts";
import { choosePaint, statusText } from "./paint.ts";
import { readChoice, readSince } from "./read-flags.ts";
import type { Session } from "./session.ts";
import { counted, plainText } from "./text.ts";
import { UsageError } from "./usage-error.ts";

interface ResolveFlags {
  readonly as?: string;
  readonly note?: string;
  readonly all?: boolean;
  readonly event?: string;
  readonly since?: string;
  readonly yes?: boolean;
}

export function addJobResolve(job: Command, attach: Attach): void {
  attach<ResolveFlags>(
    job
      .command("resolve [job]")
      .description("settle a job whose fate could not be found out, or all of them")
      .requiredOption("--as <status>", jobResolutions.join(" or "))
      .option("--note <text>", "why, for the record")
      .option("--all", "every job that needs attention")
      .option("--event <event>", "with --all: only of this event")
      .option("--since <time>", "with --all: only queued since then, such as 2h or 7d")
      .option("-y, --yes", "several at once without asking"),
    resolve,
  );
}

function resolve(session: Session, flags: ResolveFlags, [id]: readonly string[]): Promise<number> {
  if (flags.as === undefined) throw new UsageError("Say how it ended, with --as.");
  const as = readChoice("--as", flags.as, jobResolutions);
  if ((id === undefined) === (flags.all !== true)) throw new UsageError("Name one job, or say --all.");
  if (flags.all !== true && (flags.event !== undefined || flags.since !== undefined)) {
    throw new UsageError("--event and --since go with --all.");
  }
  const sinceMs = flags.since === undefined ? undefined : readSince("--since", flags.since, session.io.clock.now());
  const note = flags.note === undefined ? {} : { note: flags.note };
  return withClient(session, async (client) => {
    if (id !== undefined) {
      await client.jobs.resolve.mutate({ id, as, ...note });
      await session.print({ id, status: as }, [`${id}: ${statusText(choosePaint(session.io), as)}`]);
      return 0;
    }
    const eventId = flags.event === undefined ? undefined : (await findEvent(client, flags.event)).id;
    const ids = await jobIds(client, { statuses: ["needs_attention"], sinceMs, eventId });
    const question = `Take ${counted(ids.length, "job")} for ${as}?`;
    if (ids.length > 0 && flags.yes !== true && !(await confirm(session, question, "--yes"))) {
      session.note("Nothing was settled.");
      return 1;
    }
    const settled: { readonly id: string; readonly status: string }[] = [];
    for (const each of ids) {
      try {
        await client.jobs.resolve.mutate({ id: each, as, ...note });
        settled.push({ id: each, status: as });
      } catch (error) {
        session.note(`cronium: ${each}: ${plainText(failureDetails(error).message)}`);
      }
    }
    await session.print(settled, [`${counted(settled.length, "job")} settled: ${as}.`]);
    return settled.length === ids.length ? 0 : 1;
  });
}
