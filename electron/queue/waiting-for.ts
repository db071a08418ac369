import { readSettings } from "../store/settings.ts";
import type { Database, JobRow } from "../store/tables.ts";

/** What keeps a job from starting may be any of these. */
export interface QueueFacts {
  readonly now: number;
  /** Jobs under way, of all events. */
  readonly underWay: number;
  readonly underWayOfEvent: number;
  /** How many may be under way at once. */
  readonly concurrency: number;
}

type WaitingJob = Pick<JobRow, "status" | "available_at" | "attempt" | "exclusive" | "event_name">;

/** What a job waits for, as the end of a sentence that begins “Waiting for”; undefined when it does not wait. */
export function waitingWords(job: WaitingJob, facts: QueueFacts): string | undefined {
  if (job.status !== "queued") return undefined;
  if (job.available_at > facts.now) return job.attempt === 0 ? "its time to come" : "the time of its next attempt";
  if (job.exclusive === 1 && facts.underWayOfEvent > 0) return `the end of another job of “${job.event_name}”`;
  const { underWay, concurrency } = facts;
  if (underWay < concurrency) return "its turn";
  return `room: ${String(underWay)} under way, and the settings allow ${String(concurrency)} at once`;
}

/** The same, looked up for a job of the database. */
export async function waitingFor(database: Database, job: JobRow, now: number): Promise<string | undefined> {
  if (job.status !== "queued") return undefined;
  const { underWay, ofEvent } = await database
    .selectFrom("jobs")
    .select((build) => [
      build.fn.countAll<number>().as("underWay"),
      build.fn.countAll<number>().filterWhere("event_id", "=", job.event_id).as("ofEvent"),
    ])
    .where("status", "in", ["claimed", "running"])
    .executeTakeFirstOrThrow();
  const { concurrency } = await readSettings(database);
  return waitingWords(job, { now, underWay, underWayOfEvent: ofEvent, concurrency });
}
