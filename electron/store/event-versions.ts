import { sql } from "kysely";
import type { EventStatus } from "../../shared/words.ts";
import type { EventVersionRow, NewEventVersionRow } from "./event-tables.ts";
import type { Database } from "./tables.ts";

export async function insertVersion(database: Database, row: NewEventVersionRow): Promise<void> {
  await database.insertInto("event_versions").values(row).execute();
}

export interface StatusVersion {
  readonly eventId: number;
  /** The new one; the one before it is copied. */
  readonly version: number;
  readonly savedAt: number;
  readonly from: EventStatus;
  readonly to: EventStatus;
  /** The program's reason; undefined when a person chose the status. */
  readonly programReason: string | undefined;
}

/** Adds the version that an event becomes when its status alone changes. */
export async function insertStatusVersion(database: Database, change: StatusVersion): Promise<void> {
  const byProgram = change.programReason !== undefined;
  const changes = JSON.stringify([{ path: "status", from: change.from, to: change.to }]);
  await sql`
    INSERT INTO event_versions (event_id, version, saved_at, actor, cause, note, changes, definition)
    SELECT event_id, ${change.version}, ${change.savedAt}, ${byProgram ? "program" : "user"},
      ${byProgram ? "paused" : "status"}, ${change.programReason ?? null}, ${changes},
      json_set(definition, '$.status', ${change.to})
    FROM event_versions WHERE event_id = ${change.eventId} AND version = ${change.version - 1}`.execute(database);
}

export function findVersion(
  database: Database,
  eventId: number,
  version: number,
): Promise<EventVersionRow | undefined> {
  return database
    .selectFrom("event_versions")
    .selectAll()
    .where("event_id", "=", eventId)
    .where("version", "=", version)
    .executeTakeFirst();
}

/** The history without what each version held, newest first. @param before only versions below this one */
export function listVersions(
  database: Database,
  eventId: number,
  before: number | undefined,
  limit: number,
): Promise<Omit<EventVersionRow, "definition">[]> {
  let query = database
    .selectFrom("event_versions")
    .select(["event_id", "version", "saved_at", "actor", "cause", "restored_version", "note", "changes"])
    .where("event_id", "=", eventId);
  if (before !== undefined) query = query.where("version", "<", before);
  return query.orderBy("version", "desc").limit(limit).execute();
}

/** Every secret that any version of an event refers to. */
export async function secretReferencesOf(database: Database, eventId: number): Promise<string[]> {
  const { rows } = await sql<{ readonly reference: string }>`
    SELECT json_extract(entry.value, '$.secretReference') AS reference
    FROM event_versions, json_each(definition, '$.environment') AS entry
    WHERE event_id = ${eventId} AND reference IS NOT NULL
    UNION
    SELECT json_extract(entry.value, '$.secretReference') AS reference
    FROM event_versions, json_each(definition, '$.actions') AS entry
    WHERE event_id = ${eventId} AND reference IS NOT NULL`.execute(database);
  return rows.map(({ reference }) => reference);
}
