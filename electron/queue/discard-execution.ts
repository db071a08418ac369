import type { ExecutionHandle } from "../executors/executor.ts";
import { markDiscarded } from "../store/executions.ts";
import type { ExecutionRow } from "../store/tables.ts";
import type { JobWork } from "./job-definition.ts";
import { prepareExecution } from "./prepare-execution.ts";
import type { ExecutionParts } from "./run-execution.ts";

/** Removes the container or spool of an ended execution; one that cannot be reached now is tried again later. */
export async function discardExecution(parts: ExecutionParts, row: ExecutionRow, definition: JobWork): Promise<void> {
  const { store, logger } = parts;
  if (row.handle === null) return;
  try {
    // A request leaves nothing behind.
    if (definition.request !== null) {
      await markDiscarded(store.write, row.id);
      return;
    }
    const prepared = await prepareExecution(parts, row, definition);
    if (!prepared.ok) return;
    await parts.executors[row.place].discard(JSON.parse(row.handle) as ExecutionHandle, prepared.request);
    await markDiscarded(store.write, row.id);
  } catch (error) {
    logger.warn(
      { execution: row.id, reason: error instanceof Error ? error.message : String(error) },
      "not cleaned up yet",
    );
  }
}
