import type { Database } from "./tables.ts";
import type { ExecutionReportRow } from "./runtime-tables.ts";

/** What a script has told of itself; what it has not told of is absent. */
export interface Report {
  /** JSON text. */
  readonly output?: string;
  readonly condition?: boolean;
  readonly progress?: {
    /** From 0 to 1. */
    readonly fraction: number;
    readonly message: string | null;
  };
}

/** Keeps what a script has told last; the rest of what it told stays. */
export async function saveReport(
  database: Database,
  executionId: string,
  { output, condition, progress }: Report,
  now: number,
): Promise<void> {
  const told = {
    ...(output === undefined ? {} : { output }),
    ...(condition === undefined ? {} : { condition: condition ? 1 : 0 }),
    ...(progress === undefined ? {} : { progress: progress.fraction, progress_message: progress.message }),
    updated_at: now,
  };
  await database
    .insertInto("execution_reports")
    .values({
      execution_id: executionId,
      output: null,
      condition: null,
      progress: null,
      progress_message: null,
      ...told,
    })
    .onConflict((conflict) => conflict.column("execution_id").doUpdateSet(told))
    .execute();
}

/** @returns undefined when the execution has told nothing */
export function findReport(database: Database, executionId: string): Promise<ExecutionReportRow | undefined> {
  return database
    .selectFrom("execution_reports")
    .selectAll()
    .where("execution_id", "=", executionId)
    .executeTakeFirst();
}

/** The condition that an execution has set; null while it has not. */
export async function findCondition(database: Database, executionId: string): Promise<boolean | null> {
  const row = await database
    .selectFrom("execution_reports")
    .select("condition")
    .where("execution_id", "=", executionId)
    .executeTakeFirst();
  return row === undefined || row.condition === null ? null : row.condition === 1;
}
