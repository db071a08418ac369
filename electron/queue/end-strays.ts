import { closeStray, strayExecutions } from "../store/executions.ts";
import { findJob } from "../store/jobs.ts";
import type { ExecutionRow } from "../store/tables.ts";
import { readJobWork } from "./job-definition.ts";
import { runExecution, type LeasedParts } from "./run-execution.ts";

/** How many one look deals with. */
const perLook = 20;

/**
 * Ends the executions that their job has left behind: the executor is asked how each stands, what still runs is
 * stopped, and its record is closed. What was found out is in the audit trail, as of every late result.
 * @returns their ids
 */
export async function endStrays(parts: LeasedParts, leaving: AbortSignal): Promise<readonly string[]> {
  const closed: string[] = [];
  for (const row of await strayExecutions(parts.store.read, perLook)) {
    if (leaving.aborted) break;
    const isAskedAfter = await endIfBegun(parts, row, leaving);
    if (leaving.aborted) break;
    if (!isAskedAfter) continue;
    const message =
      "Its job had come to its end without it; what was left of it was to be stopped: the audit trail says what was found";
    await closeStray(parts.store.write, row.id, message, parts.clock.now());
    parts.changes.announce({ noun: "execution", id: row.id });
    closed.push(row.id);
  }
  return closed;
}

/**
 * Nothing was started of one without a handle: that is committed before the effect.
 * @returns false when it is to be left as it is, as the vault cannot be read for now
 */
async function endIfBegun(parts: LeasedParts, row: ExecutionRow, leaving: AbortSignal): Promise<boolean> {
  const job = await findJob(parts.store.read, row.job_id);
  if (row.handle === null || job === undefined) return true;
  try {
    const end = await runExecution(
      parts,
      row,
      { job, definition: readJobWork(job) },
      { cancel: AbortSignal.abort(), detach: leaving },
    );
    return end !== "locked";
  } catch (error) {
    parts.logger.warn({ error, execution: row.id }, "what was left of a job could not be asked after");
    return true;
  }
}
