import { sql } from "kysely";
import { jobTransitions } from "../../shared/job-states.ts";
import type { Database, JobRow } from "../store/tables.ts";

/** A claim lasts this long unless renewed, milliseconds. */
export const leaseMs = 60_000;
/** How often a live owner renews its leases, milliseconds. */
export const renewEveryMs = 20_000;

// Written into the text of the statement: the index of waiting jobs answers to the word only, not to a parameter.
const waiting = sql.lit(jobTransitions.claim.from[0]);
const claimed = sql.lit(jobTransitions.claim.to[0]);

/**
 * Claims up to `limit` waiting jobs in one transaction, most urgent first, counting the attempt. Each claim is one
 * statement, so that an exclusive job sees those claimed before it.
 */
export function claimJobs(database: Database, owner: string, now: number, limit: number): Promise<JobRow[]> {
  return database.transaction().execute(async (transaction) => {
    const jobs: JobRow[] = [];
    while (jobs.length < limit) {
      const { rows } = await sql<JobRow>`
        UPDATE jobs SET status = ${claimed}, lease_owner = ${owner}, lease_until = ${now + leaseMs},
          claimed_at = ${now}, attempt = attempt + 1
        WHERE id = (
          SELECT id FROM jobs AS waiting
          WHERE status = ${waiting} AND available_at <= ${now}
            AND (exclusive = 0 OR NOT EXISTS (
              SELECT 1 FROM jobs AS other
              WHERE other.event_id = waiting.event_id AND other.status IN ('claimed', 'running')))
          ORDER BY priority DESC, available_at, queued_at LIMIT 1)
        RETURNING *`.execute(transaction);
      const job = rows[0];
      if (job === undefined) break;
      jobs.push(job);
    }
    return jobs;
  });
}

/** Prolongs every lease of this owner. */
export async function renewLeases(database: Database, owner: string, now: number): Promise<void> {
  await database
    .updateTable("jobs")
    .set({ lease_until: now + leaseMs })
    .where("lease_owner", "=", owner)
    .where("status", "in", ["claimed", "running"])
    .execute();
}

/** When the next waiting job may start; undefined when none waits. */
export async function nextAvailableAt(database: Database): Promise<number | undefined> {
  const row = await database
    .selectFrom("jobs")
    .select((build) => build.fn.min("available_at").as("at"))
    .where("status", "=", "queued")
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Jobs that are claimed or running in the database, whoever holds them. */
export function heldJobs(database: Database): Promise<JobRow[]> {
  return database
    .selectFrom("jobs")
    .selectAll()
    .where("status", "in", ["claimed", "running"])
    .orderBy("claimed_at")
    .execute();
}

/** Takes over an abandoned job, if its former owner has not moved meanwhile. The attempt stays the same. */
export async function takeOver(database: Database, job: JobRow, owner: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("jobs")
    .set({ lease_owner: owner, lease_until: now + leaseMs })
    .where("id", "=", job.id)
    .where("status", "=", job.status)
    .where("attempt", "=", job.attempt)
    .where("lease_owner", "=", job.lease_owner)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
