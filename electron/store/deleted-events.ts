import { sql } from "kysely";
import type { Database } from "./tables.ts";

/** An event of which only the ledger is left. */
export interface DeletedEventRow {
  readonly event_id: number;
  /** As it was called when an instant of it was last decided. */
  readonly event_name: string;
  readonly deleted_at: number | null;
}

/** Events that are gone and have left rows in the ledger, the newest first. */
export async function deletedEvents(database: Database): Promise<readonly DeletedEventRow[]> {
  const { rows } = await sql<DeletedEventRow>`
    SELECT event_id, event_name, coalesce(closed_at, (
      SELECT max(at) FROM audit WHERE action = 'event.delete' AND subject LIKE 'event ' || event_id || ' %'
    )) AS deleted_at
    FROM (
      SELECT event_id, closed_at, (
        SELECT event_name FROM occurrences WHERE occurrences.event_id = gone.event_id ORDER BY due_at DESC LIMIT 1
      ) AS event_name
      FROM (
        SELECT event_id, max(CASE closed_because WHEN 'deleted' THEN closed_at END) AS closed_at
        FROM schedules WHERE event_id NOT IN (SELECT id FROM events) GROUP BY event_id
      ) AS gone
    )
    WHERE event_name IS NOT NULL ORDER BY event_id DESC`.execute(database);
  return rows;
}
