import { findJob } from "../store/jobs.ts";
import { undiscardedExecutions } from "../store/executions.ts";
import { readJobWork } from "./job-definition.ts";
import { discardExecution, type ExecutionParts } from "./run-execution.ts";

/** How many leftovers one sweep looks at. */
const perSweep = 50;

/** Cleans up after ended executions whose container or spool could not be removed at the time. */
export async function sweepLeftovers(parts: ExecutionParts): Promise<void> {
  for (const row of await undiscardedExecutions(parts.store.read, perSweep)) {
    const job = await findJob(parts.store.read, row.job_id);
    if (job !== undefined) await discardExecution(parts, row, readJobWork(job));
  }
}
