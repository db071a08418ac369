import { sql } from "kysely";
import { hasStatus, isUnfinished } from "./job-reach.ts";
import { ledgerTables } from "./ledger-chains.ts";
import type { Database, LedgerChainRow } from "./tables.ts";

/** A row of a chain as far as cutting it is concerned. */
export interface CutRow {
  readonly id: number;
  /** When it was written, epoch milliseconds. */
  readonly at: number;
  /** The occurrence it is about. */
  readonly occurrence_id: number;
  readonly hash: Uint8Array;
}

/** The oldest rows of a chain, the oldest first. */
export function oldestRows(
  database: Database,
  chain: Pick<LedgerChainRow, "name" | "kept_after">,
  limit: number,
): Promise<CutRow[]> {
  if (chain.name === "occurrences") {
    return database
      .selectFrom("occurrences")
      .select(["id", "decided_at as at", "id as occurrence_id", "hash"])
      .where("id", ">", chain.kept_after)
      .orderBy("id")
      .limit(limit)
      .execute();
  }
  return database
    .selectFrom("occurrence_outcomes")
    .select(["id", "recorded_at as at", "occurrence_id", "hash"])
    .where("id", ">", chain.kept_after)
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** The oldest occurrence whose job may still come to an end or be settled by a person; undefined when there is none. */
export async function oldestUnsettled(database: Database): Promise<number | undefined> {
  const { rows } = await sql<{ readonly id: number | null }>`
    SELECT min(id) AS id FROM (
      SELECT min(occurrence_id) AS id FROM jobs WHERE ${isUnfinished}
      UNION ALL SELECT min(occurrence_id) FROM jobs WHERE ${hasStatus("needs_attention")})`.execute(database);
  return rows[0]?.id ?? undefined;
}

/** Removes the rows of a chain up to and including one, and remembers its hash, from which the rest goes on. */
export async function removeRows(
  transaction: Database,
  name: LedgerChainRow["name"],
  last: Pick<CutRow, "id" | "hash">,
): Promise<void> {
  await transaction.deleteFrom(ledgerTables[name]).where("id", "<=", last.id).execute();
  await transaction
    .updateTable("ledger_chains")
    .set({ kept_after: last.id, kept_after_hash: last.hash })
    .where("name", "=", name)
    .execute();
}

/** Removes absences that ended before an instant and of which the ledger has no row any more. Epoch milliseconds. */
export async function removeAbsences(transaction: Database, beforeMs: number): Promise<void> {
  await transaction
    .deleteFrom("absences")
    .where("until_at", "<", beforeMs)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("occurrences").select("id").whereRef("occurrences.absence_id", "=", "absences.id"))),
    )
    .execute();
}
