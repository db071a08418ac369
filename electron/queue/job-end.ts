import type { Database, JobRow } from "../store/tables.ts";

/**
 * Called in the transaction in which a job ended: it was settled, cancelled before it started, or resolved by a person.
 * What follows from it is written with it or not at all.
 */
export type JobEndHook = (transaction: Database, job: JobRow, now: number) => Promise<void>;
