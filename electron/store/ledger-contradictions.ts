import { sql } from "kysely";
import type { Database, JobRow, OccurrenceOutcomeRow } from "./tables.ts";

/** What the row of a job and the outcome that was sealed when it ended both tell. */
export const comparedColumns = [
  "status",
  "queued_at",
  "started_at",
  "finished_at",
  "exit_code",
  "failure_reason",
] as const satisfies readonly (keyof JobRow & keyof OccurrenceOutcomeRow)[];

type Compared = (typeof comparedColumns)[number];

/** A job that stands for an occurrence, beside its newest outcome; `sealed_…` are all null when it has none. */
export type ComparedJobRow = Pick<JobRow, "id" | "source" | Compared> & {
  readonly occurrence_id: number;
  readonly sealed_id: number | null;
} & { readonly [Column in Compared as `sealed_${Column}`]: OccurrenceOutcomeRow[Column] | null };

/** Jobs of occurrences after one, in their order, as of one moment; all jobs of the last occurrence are among them. */
export async function jobsWithOutcomes(
  database: Database,
  afterOccurrence: number,
  limit: number,
): Promise<readonly ComparedJobRow[]> {
  const own = comparedColumns.map((column) => sql.ref(`jobs.${column}`));
  const sealed = comparedColumns.map((column) => sql`${sql.ref(`sealed.${column}`)} AS ${sql.ref(`sealed_${column}`)}`);
  const { rows } = await sql<ComparedJobRow>`
    SELECT jobs.id, jobs.source, jobs.occurrence_id, ${sql.join([...own, ...sealed])}, sealed.id AS sealed_id
    FROM jobs LEFT JOIN occurrence_outcomes AS sealed ON sealed.id = (
      SELECT max(id) FROM occurrence_outcomes WHERE occurrence_id = jobs.occurrence_id AND job_id = jobs.id
    )
    WHERE jobs.occurrence_id > ${afterOccurrence} AND jobs.occurrence_id <= coalesce((
      SELECT occurrence_id FROM jobs WHERE occurrence_id > ${afterOccurrence}
      ORDER BY occurrence_id LIMIT 1 OFFSET ${limit - 1}
    ), 9223372036854775807)
    ORDER BY jobs.occurrence_id`.execute(database);
  return rows;
}

/** An outcome of an occurrence that the ledger has not got. */
type StrayOutcomeRow = Pick<OccurrenceOutcomeRow, "occurrence_id" | "job_id">;

/** Outcomes of occurrences beyond the last one, as of one moment. */
export async function outcomesBeyondEnd(database: Database, limit: number): Promise<readonly StrayOutcomeRow[]> {
  const { rows } = await sql<StrayOutcomeRow>`
    SELECT occurrence_id, job_id FROM occurrence_outcomes
    WHERE occurrence_id > (SELECT last_id FROM ledger_chains WHERE name = 'occurrences')
    ORDER BY occurrence_id LIMIT ${limit}`.execute(database);
  return rows;
}

/**
 * Outcomes of occurrences that are said to have been removed as too old, and were decided at or after an instant: a job
 * of a schedule is queued when its occurrence is decided.
 * @param fromMs epoch milliseconds
 */
export async function outcomesOfYoungRemoved(
  database: Database,
  fromMs: number,
  limit: number,
): Promise<readonly StrayOutcomeRow[]> {
  const { rows } = await sql<StrayOutcomeRow>`
    SELECT occurrence_id, job_id FROM occurrence_outcomes
    WHERE occurrence_id <= (SELECT kept_after FROM ledger_chains WHERE name = 'occurrences')
      AND by_hand = 0 AND queued_at >= ${fromMs}
    ORDER BY occurrence_id LIMIT ${limit}`.execute(database);
  return rows;
}

/** Every change that was noted of how many days the ledger is kept, oldest first; epoch milliseconds. */
export async function ledgerKeepChanges(
  database: Database,
): Promise<readonly { readonly at: number; readonly keepDays: number }[]> {
  const { rows } = await sql<{ readonly at: number; readonly keepDays: number }>`
    SELECT at, json_extract(detail, '$.ledgerKeepDays') AS keepDays FROM audit
    WHERE action = 'settings.change' AND json_valid(detail)
      AND json_type(detail, '$.ledgerKeepDays') = 'integer' ORDER BY id`.execute(database);
  return rows;
}
