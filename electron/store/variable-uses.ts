import { sql } from "kysely";
import type { VariableUseRow } from "./runtime-tables.ts";
import type { Database } from "./tables.ts";

/** Adds to what is known of a use; of an event that is gone by now nothing is kept. */
export async function addVariableUse(database: Database, use: VariableUseRow): Promise<void> {
  await sql`INSERT INTO variable_uses (key, event_id, kind, count, last_at, last_job_id)
    SELECT ${use.key}, ${use.event_id}, ${use.kind}, ${use.count}, ${use.last_at}, ${use.last_job_id}
    WHERE EXISTS (SELECT 1 FROM events WHERE id = ${use.event_id})
    ON CONFLICT (key, event_id, kind) DO UPDATE SET
      count = count + excluded.count,
      last_at = max(last_at, excluded.last_at),
      last_job_id = CASE WHEN excluded.last_at >= last_at THEN excluded.last_job_id ELSE last_job_id END`.execute(
    database,
  );
}

/**
 * Keeps the newest uses of an event alone: a script may go on to ask for keys that nobody has heard of.
 * @param most how many are kept
 */
export async function forgetOldUses(database: Database, eventId: number, most: number): Promise<void> {
  await sql`DELETE FROM variable_uses WHERE event_id = ${eventId} AND (key, kind) IN (
      SELECT key, kind FROM variable_uses WHERE event_id = ${eventId}
      ORDER BY last_at DESC, key, kind LIMIT -1 OFFSET ${most})`.execute(database);
}

/** The variables that scripts of an event are known to have used. */
export async function variablesUsedBy(database: Database, eventId: number): Promise<ReadonlySet<string>> {
  const rows = await database
    .selectFrom("variable_uses")
    .select("key")
    .distinct()
    .where("event_id", "=", eventId)
    .execute();
  return new Set(rows.map(({ key }) => key));
}
