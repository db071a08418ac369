import { findJob } from "../store/jobs.ts";
import { isUndiscarded, undiscardedExecutions, type EndedBefore } from "../store/executions.ts";
import { readJobWork } from "./job-definition.ts";
import { discardExecution } from "./discard-execution.ts";
import type { ExecutionParts } from "./run-execution.ts";

/** How many leftovers one sweep looks at. */
const perSweep = 50;
/** A server that failed so often in one sweep is left alone until the next: each try may wait for it for long. */
const mostFailures = 3;

/**
 * Cleans up after executions that ended before an instant, epoch milliseconds, whose container or spool could not be
 * removed at the time. Each sweep goes on where the one before it stopped, so that those that cannot be removed for
 * long, as their server is gone, keep nobody from those behind them.
 * @returns the ids of those that are cleaned up now
 */
type LeftoverSweep = (beforeMs: number, leaving: AbortSignal) => Promise<readonly string[]>;

export function createLeftoverSweep(parts: ExecutionParts): LeftoverSweep {
  const { read, write } = parts.store;
  let goOn: EndedBefore | undefined;

  return async (beforeMs, leaving) => {
    const rows = await undiscardedExecutions(read, goOn ?? { at: beforeMs + 1, id: "" }, perSweep);
    const last = rows.length < perSweep ? undefined : rows.at(-1);
    goOn = last === undefined ? undefined : { at: last.finished_at ?? 0, id: last.id };
    const cleanedUp: string[] = [];
    const failures = new Map<number, number>();
    for (const row of rows) {
      if (leaving.aborted) break;
      const failed = failures.get(row.server_id ?? 0) ?? 0;
      if (failed >= mostFailures) continue;
      const job = await findJob(read, row.job_id);
      if (job === undefined) continue;
      await discardExecution(parts, row, readJobWork(job));
      if (!(await isUndiscarded(write, row.id))) cleanedUp.push(row.id);
      else if (row.server_id !== null) failures.set(row.server_id, failed + 1);
    }
    return cleanedUp;
  };
}
