import { sql, type SqlBool } from "kysely";
import type { Database } from "./tables.ts";

/** What was noted in the audit trail of an event at some moments. */
export interface EventAuditRow {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly detail: string | null;
}

/** Lines of the audit trail about an event at exactly these instants, oldest first. Epoch milliseconds. */
export function eventAuditAt(
  database: Database,
  eventId: number,
  instants: readonly number[],
): Promise<EventAuditRow[]> {
  return database
    .selectFrom("audit")
    .select(["at", "actor", "action", "detail"])
    .where(sql<SqlBool>`at IN (SELECT value FROM json_each(${JSON.stringify(instants)}))`)
    .where(sql<SqlBool>`subject LIKE ${`event ${String(eventId)} %`}`)
    .orderBy("at")
    .orderBy("id")
    .execute();
}

/** Since when versions of schedules tell whether their event was active, epoch milliseconds. */
export async function pausesKnownSince(database: Database): Promise<number> {
  const row = await database
    .selectFrom("schema_migrations")
    .select("applied_at")
    .where("version", "=", 2)
    .executeTakeFirst();
  return row?.applied_at ?? 0;
}

/** When the oldest row the ledger still has was decided; undefined while none has been removed. */
export async function ledgerKeptSince(database: Database): Promise<number | undefined> {
  const row = await database
    .selectFrom("ledger_chains")
    .leftJoin("occurrences", (join) => join.on("occurrences.id", "=", sql<number>`ledger_chains.kept_after + 1`))
    .select(["ledger_chains.kept_after", "occurrences.decided_at"])
    .where("ledger_chains.name", "=", "occurrences")
    .executeTakeFirstOrThrow();
  return row.kept_after === 0 ? undefined : (row.decided_at ?? Infinity);
}
