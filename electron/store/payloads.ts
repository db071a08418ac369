import { sql } from "kysely";
import { scriptTypes } from "../../shared/words.ts";
import type { PayloadRow } from "./server-tables.ts";
import type { Database } from "./tables.ts";

export function findPayload(database: Database, eventId: number, version: number): Promise<PayloadRow | undefined> {
  return database
    .selectFrom("payloads")
    .selectAll()
    .where("event_id", "=", eventId)
    .where("event_version", "=", version)
    .executeTakeFirst();
}

/** What was built of the newest version below one. */
export function payloadBefore(database: Database, eventId: number, version: number): Promise<PayloadRow | undefined> {
  return database
    .selectFrom("payloads")
    .selectAll()
    .where("event_id", "=", eventId)
    .where("event_version", "<", version)
    .orderBy("event_version", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** The lowest version of an event that shares an archive: the one it was built of, as long as that is kept. */
export async function firstVersionWith(database: Database, eventId: number, sha256: string): Promise<number> {
  const row = await database
    .selectFrom("payloads")
    .select((build) => build.fn.min("event_version").as("version"))
    .where("event_id", "=", eventId)
    .where("sha256", "=", sha256)
    .executeTakeFirst();
  return row?.version ?? 0;
}

export async function putPayload(database: Database, row: PayloadRow): Promise<void> {
  await database
    .insertInto("payloads")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["event_id", "event_version"]).doUpdateSet({
        sha256: row.sha256,
        bytes: row.bytes,
        created_at: row.created_at,
      }),
    )
    .execute();
}

/** Events that run scripts on servers and whose present version has no archive. @returns their ids, some at a time */
export async function eventsWithoutPayload(database: Database, limit: number): Promise<number[]> {
  const rows = await database
    .selectFrom("events")
    .select("events.id")
    .where("run_on", "=", "servers")
    .where("type", "in", [...scriptTypes])
    .where("status", "!=", "ARCHIVED")
    .where((build) =>
      build.not(
        build.exists(
          build
            .selectFrom("payloads")
            .select("payloads.event_id")
            .whereRef("payloads.event_id", "=", "events.id")
            .whereRef("payloads.event_version", "=", "events.version"),
        ),
      ),
    )
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Forgets archives of versions that nothing needs: neither the newest `keep` of their event, nor a job that is still
 * going somewhere, nor a schedule that is left to a server.
 * @returns how many
 */
export async function forgetPayloads(database: Database, keep: number): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM payloads WHERE (event_id, event_version) IN (
      SELECT event_id, event_version FROM (
        SELECT event_id, event_version, row_number() OVER (PARTITION BY event_id ORDER BY event_version DESC) AS place
        FROM payloads
      ) WHERE place > ${keep}
    )
    AND NOT EXISTS (
      SELECT 1 FROM jobs WHERE jobs.event_id = payloads.event_id AND jobs.event_version = payloads.event_version
        AND jobs.status IN ('queued', 'claimed', 'running', 'needs_attention')
    )
    AND NOT EXISTS (
      SELECT 1 FROM delegations WHERE delegations.event_id = payloads.event_id
        AND delegations.event_version = payloads.event_version AND delegations.ended_at IS NULL
    )`.execute(database);
  return Number(numAffectedRows ?? 0);
}

/** The contents that any version needs, each once. */
export async function neededPayloads(database: Database): Promise<ReadonlySet<string>> {
  const rows = await database.selectFrom("payloads").select("sha256").distinct().execute();
  return new Set(rows.map(({ sha256 }) => sha256));
}
