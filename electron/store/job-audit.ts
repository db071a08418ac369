import type { JobResolution } from "../../shared/job.ts";
import { recordAudit } from "./audit.ts";
import type { Database, JobRow } from "./tables.ts";

type NamedJob = Pick<JobRow, "id" | "event_name">;

/** What a person said of a job whose fate could not be found out. */
export interface JobVerdict {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly resolution: JobResolution;
  readonly note: string | undefined;
}

/** Notes a person's verdict, in the transaction that carries it out. */
export function recordVerdict(database: Database, job: NamedJob, verdict: JobVerdict): Promise<void> {
  const { at, resolution, note } = verdict;
  const entry = {
    actor: "user",
    action: "job.resolve",
    subject: subjectOf(job),
    detail: { resolution, note },
  } as const;
  return recordAudit(database, entry, at);
}

/** Notes that an ended job was queued again as another, in the transaction that queues it. */
export function recordRetry(database: Database, job: NamedJob, jobId: string, now: number): Promise<void> {
  const entry = { actor: "user", action: "job.retry", subject: subjectOf(job), detail: { jobId } } as const;
  return recordAudit(database, entry, now);
}

/** The verdict on a job that needed attention; undefined when there was none. */
export async function findVerdict(database: Database, job: JobRow): Promise<JobVerdict | undefined> {
  const row = await actsOn(database, job, "job.resolve").orderBy("at", "desc").executeTakeFirst();
  if (row === undefined || row.detail === null) return undefined;
  const { resolution, note } = JSON.parse(row.detail) as Pick<JobVerdict, "resolution" | "note">;
  return { at: row.at, resolution, note };
}

/** A server that could not be reached, and that a job waited for. */
export interface JobWait {
  /** When that was found out first, epoch milliseconds. */
  readonly at: number;
  readonly server: string;
}

/** The servers that a job has waited for, in the order in which it met them. */
export async function findWaits(database: Database, job: JobRow): Promise<readonly JobWait[]> {
  if (job.servers_wanted === null) return [];
  const rows = await database
    .selectFrom("audit")
    .select(["at", "detail"])
    .where("at", ">=", job.queued_at)
    .where("subject", "=", subjectOf(job))
    .where("action", "=", "job.wait")
    .orderBy("at")
    .execute();
  const waits = new Map<string, JobWait>();
  for (const { at, detail } of rows) {
    const { server } = JSON.parse(detail ?? "{}") as { readonly server: string };
    if (!waits.has(server)) waits.set(server, { at, server });
  }
  return [...waits.values()];
}

/** The jobs that an ended one was queued again as, the oldest first. */
export async function findRetries(database: Database, job: JobRow): Promise<readonly string[]> {
  const rows = await actsOn(database, job, "job.retry").orderBy("at").orderBy("id").execute();
  // Those of earlier versions of the program do not say as which.
  return rows.flatMap(({ detail }) => (detail === null ? [] : [(JSON.parse(detail) as { jobId: string }).jobId]));
}

/** The job that this one does again; undefined unless it is known. */
export async function findRetried(database: Database, job: JobRow): Promise<string | undefined> {
  if (job.source !== "retry") return undefined;
  const row = await database
    .selectFrom("audit")
    .select("subject")
    .where("at", "=", job.queued_at)
    .where("action", "=", "job.retry")
    .where("detail", "=", JSON.stringify({ jobId: job.id }))
    .executeTakeFirst();
  return row?.subject.split(" ")[1];
}

/** What a person does about an ended job comes after its end, so that the index by time finds it. */
function actsOn(database: Database, job: JobRow, action: string) {
  return database
    .selectFrom("audit")
    .select(["at", "detail"])
    .where("at", ">=", job.finished_at ?? job.queued_at)
    .where("subject", "=", subjectOf(job))
    .where("action", "=", action);
}

function subjectOf({ id, event_name }: NamedJob): string {
  return `job ${id} ${event_name}`;
}
