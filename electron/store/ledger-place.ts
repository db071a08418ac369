import { sql } from "kysely";
import { ledgerTables } from "./ledger-chains.ts";
import type { Database, LedgerChainRow } from "./tables.ts";

export interface LedgerPlaceRow {
  readonly chain: LedgerChainRow["name"];
  readonly id: number;
}

/** The last row that retention has removed, if it has this hash. */
export async function findCutHash(database: Database, hash: Uint8Array): Promise<LedgerPlaceRow | undefined> {
  const { rows } = await sql<LedgerPlaceRow>`
    SELECT name AS chain, kept_after AS id FROM ledger_chains WHERE kept_after_hash = ${hash} LIMIT 1`.execute(
    database,
  );
  return rows[0];
}

/** The row of a chain that has this hash, among those after one and up to another. */
export async function findHashBetween(
  database: Database,
  chain: LedgerChainRow["name"],
  hash: Uint8Array,
  range: { readonly afterId: number; readonly untilId: number },
): Promise<LedgerPlaceRow | undefined> {
  const row = await database
    .selectFrom(ledgerTables[chain])
    .select("id")
    .where("id", ">", range.afterId)
    .where("id", "<=", range.untilId)
    .where("hash", "=", hash)
    .executeTakeFirst();
  return row === undefined ? undefined : { chain, id: row.id };
}
