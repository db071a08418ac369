import { CompiledQuery } from "kysely";
import type { EventRow } from "./event-tables.ts";
import type { Database, ScheduleRow } from "./tables.ts";

/** An active event and its schedule, without the script. */
export interface ForecastRowPair {
  readonly event: Pick<EventRow, "id" | "name" | "tags" | "run_on" | "groups" | "run_count">;
  readonly schedule: ScheduleRow;
  /** The server that it is left to. */
  readonly leftTo: string | undefined;
}

/**
 * Events whose schedule makes them due, in order of name. Of a schedule that is left to a server the ledger reaches as
 * far as what the server did has been collected.
 */
export async function listForecastEvents(database: Database): Promise<ForecastRowPair[]> {
  const rows = await database
    .selectFrom("schedules")
    .innerJoin("events", "events.id", "schedules.event_id")
    .leftJoin("delegations", (join) =>
      join.onRef("delegations.schedule_id", "=", "schedules.id").on("delegations.ended_at", "is", null),
    )
    .selectAll("schedules")
    .select([
      "events.name",
      "events.tags",
      "events.run_on",
      "events.groups",
      "events.run_count",
      "delegations.collected_at",
      "delegations.server_name",
    ])
    .where("schedules.closed_at", "is", null)
    .where("schedules.active", "=", 1)
    .where("events.status", "=", "ACTIVE")
    .orderBy("events.name")
    .execute();
  return rows.map(({ name, tags, run_on, groups, run_count, collected_at, server_name, ...schedule }) => ({
    event: { id: schedule.event_id, name, tags, run_on, groups, run_count },
    leftTo: server_name ?? undefined,
    schedule: { ...schedule, cursor_at: Math.min(schedule.cursor_at, collected_at ?? Infinity) },
  }));
}

export async function activeEventIds(database: Database): Promise<number[]> {
  const rows = await database.selectFrom("events").select("id").where("status", "=", "ACTIVE").execute();
  return rows.map((row) => row.id);
}

/** How long the latest completed jobs of events took, milliseconds. */
export async function recentDurations(
  database: Database,
  eventIds: readonly number[],
): Promise<{ readonly event_id: number; readonly duration: number }[]> {
  const { rows } = await database.executeQuery<{ readonly event_id: number; readonly duration: number }>(
    CompiledQuery.raw(
      `SELECT jobs.event_id, jobs.finished_at - jobs.started_at AS duration
        FROM json_each(?) AS given CROSS JOIN jobs ON jobs.rowid IN
          (SELECT own.rowid FROM jobs AS own WHERE own.event_id = given.value ORDER BY own.queued_at DESC LIMIT 10)
        WHERE +jobs.status = 'completed' AND jobs.started_at IS NOT NULL AND +jobs.finished_at IS NOT NULL`,
      [JSON.stringify(eventIds)],
    ),
  );
  return rows;
}

/** The servers that events name by id. */
export function listEventServers(database: Database): Promise<{ event_id: number; server_id: number }[]> {
  return database.selectFrom("event_servers").select(["event_id", "server_id"]).orderBy("server_id").execute();
}
