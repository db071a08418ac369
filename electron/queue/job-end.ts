import type { Database, JobRow } from "../store/tables.ts";

/**
 * Called in the transaction in which a job ended: it was settled, cancelled before it started, or resolved by a person.
 * What follows from it is written with it or not at all.
 */
export interface JobEndHook {
  (transaction: Database, job: JobRow, now: number): Promise<void>;
  /** Awaited before that transaction, for what would hold it up. May be for nothing. */
  readonly ahead?: (eventId: number) => Promise<void>;
}

/** To be awaited before the transaction in which a job of an event may end. */
export async function prepareJobEnd(hooks: readonly JobEndHook[], eventId: number): Promise<void> {
  for (const hook of hooks) await hook.ahead?.(eventId);
}
