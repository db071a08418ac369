import { insertRows } from "./insert-rows.ts";
import type { Database, OccurrenceOutcomeRow } from "./tables.ts";

const columns = [
  "id",
  "occurrence_id",
  "job_id",
  "by_hand",
  "status",
  "queued_at",
  "started_at",
  "finished_at",
  "exit_code",
  "failure_reason",
  "recorded_at",
  "hash",
] as const satisfies readonly (keyof OccurrenceOutcomeRow)[];

/** Writes what became of occurrences' jobs; no row of it is ever changed. */
export async function insertOutcomes(database: Database, rows: readonly OccurrenceOutcomeRow[]): Promise<void> {
  const values = rows.map((row) => columns.map((column) => row[column]));
  await insertRows(database, "occurrence_outcomes", columns, values);
}
