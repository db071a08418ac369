import { CompiledQuery } from "kysely";
import type { Database } from "./tables.ts";

/** The next instant of a schedule that is left to a server, which decides of it there. */
export interface DueThere {
  readonly event_id: number;
  readonly event_name: string;
  readonly timezone: string;
  readonly server_name: string;
  /** Epoch milliseconds. */
  readonly due_at: number;
}

/** What servers have next of the schedules that are left to them, soonest first. @param now epoch milliseconds */
export async function nextDueThere(database: Database, now: number): Promise<readonly DueThere[]> {
  const { rows } = await database.executeQuery<DueThere>(
    CompiledQuery.raw(
      `SELECT event_id, event_name, timezone, server_name, due_at FROM (
        SELECT delegations.event_id, delegations.event_name, schedules.timezone, delegations.server_name,
          (SELECT min(due_at) FROM delegated_runs
            WHERE delegation_id = delegations.id AND due_at > ? AND state = 'pending') AS due_at
        FROM delegations JOIN schedules ON schedules.id = delegations.schedule_id
        WHERE delegations.ended_at IS NULL
      ) WHERE due_at IS NOT NULL ORDER BY due_at`,
      [now],
    ),
  );
  return rows;
}
