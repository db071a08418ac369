import { sql } from "kysely";
import type { ServerFacts } from "../../shared/server-facts.ts";
import type { ServerCheckRow } from "./server-tables.ts";
import type { Database } from "./tables.ts";

/** Remembers one look at a server; of two in the same millisecond the later one counts. */
export async function insertServerCheck(database: Database, row: ServerCheckRow): Promise<void> {
  await database
    .insertInto("server_checks")
    .values(row)
    .onConflict((conflict) => conflict.columns(["server_id", "at"]).doUpdateSet(row))
    .execute();
}

/** The looks at a server since an instant, oldest first. */
export function checksSince(database: Database, serverId: number, since: number): Promise<ServerCheckRow[]> {
  return database
    .selectFrom("server_checks")
    .selectAll()
    .where("server_id", "=", serverId)
    .where("at", ">=", since)
    .orderBy("at")
    .execute();
}

/** When each server answered last, as far back as looks are kept. */
export async function lastSeen(database: Database): Promise<ReadonlyMap<number, number>> {
  const rows = await sql<{ readonly server_id: number; readonly at: number }>`
    SELECT servers.id AS server_id, (
      SELECT at FROM server_checks
      WHERE server_checks.server_id = servers.id AND reachable = 1 ORDER BY at DESC LIMIT 1
    ) AS at FROM servers`.execute(database);
  return new Map(rows.rows.filter(({ at }) => (at as number | null) !== null).map(({ server_id: id, at }) => [id, at]));
}

/** Keeps what a look has found of a server. */
export async function storeFacts(database: Database, id: number, facts: ServerFacts, now: number): Promise<void> {
  await database
    .updateTable("servers")
    .set({ facts: JSON.stringify(facts), facts_at: now })
    .where("id", "=", id)
    .execute();
}

export interface ThinningRule {
  /** Looks before this instant go. */
  readonly removeBefore: number;
  /** Of those between these instants, the first of each step stays, of those with an answer and those without. */
  readonly thinFrom: number;
  readonly thinBefore: number;
  /** Milliseconds. */
  readonly stepMs: number;
}

/** Removes looks that are too old to be of use, and thins those that are drawn in less detail. */
export async function thinServerChecks(database: Database, rule: ThinningRule): Promise<void> {
  await database.deleteFrom("server_checks").where("at", "<", rule.removeBefore).execute();
  await sql`
    DELETE FROM server_checks WHERE at >= ${rule.thinFrom} AND at < ${rule.thinBefore} AND EXISTS (
      SELECT 1 FROM server_checks AS other
      WHERE other.server_id = server_checks.server_id
        AND other.at >= server_checks.at - server_checks.at % ${rule.stepMs} AND other.at < server_checks.at
        AND other.reachable = server_checks.reachable
    )`.execute(database);
}
