import type { UpdateObject } from "kysely";
import { jobTransitions, type JobStatusAfter, type JobTransition } from "../../shared/job-states.ts";
import type { Database, JobRow, Tables } from "./tables.ts";

/** What may be written beside the status. */
type JobChange = Omit<UpdateObject<Tables, "jobs">, "id" | "status" | "attempt">;

export interface JobMove<Name extends JobTransition> {
  readonly by: Name;
  readonly to: JobStatusAfter<Name>;
  /** Only while this owner holds the lease, for this attempt. */
  readonly lease?: { readonly owner: string; readonly attempt: number };
  readonly set: JobChange;
}

/**
 * Changes a job's status by a transition of the table in shared/job-states.ts. Besides the claim, the only statement
 * that does: the column's type refuses it to all others.
 * @returns the job as it is now; undefined when it was in no status the transition starts from, or the lease was lost
 */
export function moveJob<Name extends JobTransition>(
  database: Database,
  id: string,
  { by, to, lease, set }: JobMove<Name>,
): Promise<JobRow | undefined> {
  const change = { ...set, status: to } as JobChange;
  const move = database
    .updateTable("jobs")
    .set(change)
    .where("id", "=", id)
    .where("status", "in", [...jobTransitions[by].from])
    .$if(lease !== undefined, (query) =>
      query.where("lease_owner", "=", lease?.owner ?? "").where("attempt", "=", lease?.attempt ?? 0),
    );
  return move.returningAll().executeTakeFirst();
}
