import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { isDiskTrouble } from "../store/connection.ts";
import { finishExecution, type ExecutionResult } from "../store/executions.ts";
import { forgetCalls } from "../store/runtime-calls.ts";
import type { Store } from "../store/store.ts";
import type { Database, ExecutionRow } from "../store/tables.ts";
import type { Keeping } from "./execution-keeping.ts";
import { keepLateResult } from "./late-result.ts";

interface EndParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly owner: string;
}

/** What is written with the end of an execution, where nothing else is waited for. */
export interface WithEnd {
  /** Awaited before the transaction. */
  prepare(): Promise<void>;
  /** In the transaction, once the end is recorded in it. */
  write(transaction: Database): Promise<void>;
  /** Called once it is on disk. */
  committed(): void;
}

/**
 * Records the end of an execution with what it used and left; where that cannot be recorded, the end by itself.
 * @param withEnd shares the commit; where it fails the end is recorded without it
 * @returns false when somebody else holds the lease by now; what was found out is kept as evidence
 */
export async function recordEnd(
  parts: EndParts,
  row: ExecutionRow,
  result: ExecutionResult,
  keeping: Keeping | undefined,
  withEnd: WithEnd | undefined,
): Promise<boolean> {
  const { store, clock, owner, logger } = parts;
  try {
    await withEnd?.prepare();
    const now = clock.now();
    const isOurs = await store.write.transaction().execute(async (transaction) => {
      if (await finishExecution(transaction, { id: row.id, owner }, result, now)) {
        await forgetCalls(transaction, row.id);
        await keeping?.write(transaction);
        await withEnd?.write(transaction);
        return true;
      }
      const { status, exitCode, failure } = result;
      const whose = { jobId: row.job_id, executionId: row.id, owner, attempt: row.attempt };
      await keepLateResult(transaction, { ...whose, status, exitCode, failure }, now);
      return false;
    });
    if (isOurs) withEnd?.committed();
    return isOurs;
  } catch (error) {
    if (withEnd !== undefined) {
      logger.warn(
        { error, execution: row.id },
        "an end could not be written with what follows from it; it is by itself",
      );
      return recordEnd(parts, row, result, keeping, undefined);
    }
    // A run must not be lost for what is only told of it; a disk may have room for both again.
    if (keeping === undefined || isDiskTrouble(error)) throw error;
    logger.warn({ error, execution: row.id }, "an end could not be written with what the run used and left");
    return recordEnd(parts, row, result, undefined, undefined);
  }
}
