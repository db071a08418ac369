import { sql, type SqlBool } from "kysely";
import type { Database, JobRow, OccurrenceOutcomeRow } from "./tables.ts";

/** What a job's row says of its occurrence. */
export type OccurrenceJobRow = Pick<
  JobRow,
  "id" | "status" | "queued_at" | "started_at" | "finished_at" | "exit_code"
> & { readonly occurrence_id: number };

/** The jobs that stand for some occurrences, as far as they are kept, oldest first. */
export async function jobsOfOccurrences(
  database: Database,
  occurrenceIds: readonly number[],
): Promise<OccurrenceJobRow[]> {
  const rows = await database
    .selectFrom("jobs")
    .select(["id", "occurrence_id", "status", "queued_at", "started_at", "finished_at", "exit_code"])
    .where(oneOf("occurrence_id", occurrenceIds))
    .orderBy("queued_at")
    .execute();
  return rows.map((row) => ({ ...row, occurrence_id: row.occurrence_id ?? 0 }));
}

/** What became of some occurrences' jobs, oldest first. */
export function outcomesOfOccurrences(
  database: Database,
  occurrenceIds: readonly number[],
): Promise<OccurrenceOutcomeRow[]> {
  return database
    .selectFrom("occurrence_outcomes")
    .selectAll()
    .where(oneOf("occurrence_id", occurrenceIds))
    .orderBy("id")
    .execute();
}

/** However many ids there are, they are one value of one statement. */
function oneOf(column: string, ids: readonly number[]): ReturnType<typeof sql<SqlBool>> {
  return sql<SqlBool>`${sql.ref(column)} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
}
