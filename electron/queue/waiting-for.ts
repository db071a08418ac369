import { isUnderWay } from "../store/job-reach.ts";
import { readLimits } from "./limits.ts";
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
  /** The limits of its event, its servers and their groups that have no room for it. */
  readonly full: readonly FullRoom[];
}

export interface FullRoom {
  readonly what: "event" | "server" | "group";
  readonly name: string;
  readonly limit: number;
  readonly taken: number;
  /** How much of it the job would take up. */
  readonly needed: number;
}

type WaitingJob = Pick<JobRow, "status" | "available_at" | "attempt" | "exclusive" | "event_name">;

/** What a job waits for, as the end of a sentence that begins “Waiting for”; undefined when it does not wait. */
export function waitingWords(job: WaitingJob, facts: QueueFacts): string | undefined {
  if (job.status !== "queued") return undefined;
  if (job.available_at > facts.now) {
    const at = new Date(job.available_at).toISOString().replace("T", " ").replace(/\..*$/, " UTC");
    return `${job.attempt === 0 ? "its time to come" : "the time of its next attempt"}, ${at}`;
  }
  if (job.exclusive === 1 && facts.underWayOfEvent > 0) return `the end of another job of “${job.event_name}”`;
  const { underWay, concurrency, full } = facts;
  if (full.length > 0) return full.map(fullWords).join(", and ");
  if (underWay < concurrency) return "its turn";
  return `room: ${String(underWay)} under way, and the settings allow ${String(concurrency)} at once`;
}

function fullWords({ what, name, limit, taken, needed }: FullRoom): string {
  const runs = `runs ${String(taken)} of ${String(limit)}`;
  switch (what) {
    case "event":
      return `the limit of ${limit === 1 ? "1 job" : `${String(limit)} jobs`} of this event at once`;
    case "server":
      return `${name}, which ${runs}`;
    case "group":
      return `the group ${name}, which ${runs}${taken < limit ? ` and would have to run ${String(needed)} more` : ""}`;
  }
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
    .where(isUnderWay)
    .executeTakeFirstOrThrow();
  const { concurrency } = await readSettings(database);
  const full = await fullRooms(database, job);
  return waitingWords(job, { now, underWay, underWayOfEvent: ofEvent, concurrency, full });
}

async function fullRooms(database: Database, job: JobRow): Promise<readonly FullRoom[]> {
  const { rooms, demand, nameOf } = await readLimits(database);
  const demanded = demand(job.event_id, job.servers_wanted);
  return rooms.lacking(demanded).map((key) => {
    const { limit, taken } = rooms.at(key);
    const what = key.startsWith("event:") ? "event" : key.startsWith("server:") ? "server" : "group";
    return { what, name: nameOf(key), limit, taken, needed: demanded.get(key) ?? 1 };
  });
}
