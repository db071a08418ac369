import { findJob } from "../store/jobs.ts";
import { isUndiscarded, undiscardedExecutions } from "../store/executions.ts";
import { readJobWork } from "./job-definition.ts";
import { discardExecution, type ExecutionParts } from "./run-execution.ts";

/** How many leftovers one sweep looks at. */
const perSweep = 50;

/**
 * Cleans up after executions that ended before `beforeMs`, epoch milliseconds, whose container or spool could not be
 * removed at the time.
 * @returns the ids of those that are cleaned up now
 */
export async function sweepLeftovers(
  parts: ExecutionParts,
  beforeMs: number,
  leaving: AbortSignal,
): Promise<readonly string[]> {
  const cleanedUp: string[] = [];
  for (const row of await undiscardedExecutions(parts.store.read, perSweep)) {
    if (leaving.aborted) break;
    const job = await findJob(parts.store.read, row.job_id);
    if (job === undefined || row.finished_at === null || row.finished_at > beforeMs) continue;
    await discardExecution(parts, row, readJobWork(job));
    if (!(await isUndiscarded(parts.store.write, row.id))) cleanedUp.push(row.id);
  }
  return cleanedUp;
}
