import { isUnderWay } from "../store/job-reach.ts";
import { readLimits } from "./limits.ts";
import { readSettings } from "../store/settings.ts";
import type { Database, JobRow } from "../store/tables.ts";
import type { ServerHold } from "./server-holds.ts";
import { heldServers, holdWords, instantWords, waitingUnderWay } from "./waiting-for-servers.ts";

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
  /** Its servers, while none of them can be reached and it waits for that. */
  readonly held?: readonly ServerHold[] | undefined;
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

/** What a queued job waits for, as the end of a sentence that begins “Waiting for”; undefined when it does not wait. */
export function waitingWords(job: WaitingJob, facts: QueueFacts): string | undefined {
  if (job.status !== "queued") return undefined;
  if (job.available_at > facts.now) {
    const what = job.attempt === 0 ? "its time to come" : "the time of its next attempt";
    return `${what}, ${instantWords(job.available_at)}`;
  }
  if (job.exclusive === 1 && facts.underWayOfEvent > 0) return `the end of another job of “${job.event_name}”`;
  const { underWay, concurrency, full, held } = facts;
  if (held !== undefined) return holdWords(job, held);
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

/** The same, looked up for a job of the database, and what one under way waits for while nothing of it goes on. */
export async function waitingFor(database: Database, job: JobRow, now: number): Promise<string | undefined> {
  if (job.status === "claimed" || job.status === "running") return waitingUnderWay(database, job, now);
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
  const held = await heldServers(database, job, now);
  return waitingWords(job, { now, underWay, underWayOfEvent: ofEvent, concurrency, full, held });
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
