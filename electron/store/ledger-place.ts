import { sql } from "kysely";
import type { Database, LedgerChainRow } from "./tables.ts";

export interface LedgerPlaceRow {
  readonly chain: LedgerChainRow["name"];
  readonly id: number;
}

/** The row of the ledger that has this hash, also the last one that retention has removed. Reads every row. */
export async function findHash(database: Database, hash: Uint8Array): Promise<LedgerPlaceRow | undefined> {
  const { rows } = await sql<LedgerPlaceRow>`
    SELECT name AS chain, kept_after AS id FROM ledger_chains WHERE kept_after_hash = ${hash}
    UNION ALL SELECT 'occurrences', id FROM occurrences WHERE hash = ${hash}
    UNION ALL SELECT 'outcomes', id FROM occurrence_outcomes WHERE hash = ${hash}
    LIMIT 1`.execute(database);
  return rows[0];
}
