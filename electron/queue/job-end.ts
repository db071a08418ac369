import type { Database, JobRow } from "../store/tables.ts";

/** How a job came to its end: it was settled, cancelled before it started, or resolved by a person. */
export type JobEnding = "settle" | "cancel" | "resolve";

/**
 * Called in the transaction in which a job ended. What follows from it is written with it or not at all. A job that
 * needed attention ends twice: settled as such, and resolved later.
 */
export interface JobEndHook {
  (transaction: Database, job: JobRow, now: number, by: JobEnding): Promise<void>;
  /** Awaited before that transaction, for what would hold it up. May be for nothing. */
  readonly ahead?: (eventId: number) => Promise<void>;
}

/** To be awaited before the transaction in which a job of an event may end. */
export async function prepareJobEnd(hooks: readonly JobEndHook[], eventId: number): Promise<void> {
  for (const hook of hooks) await hook.ahead?.(eventId);
}
