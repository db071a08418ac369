import type { Database, LedgerChainRow } from "./tables.ts";

/** Where a chain of the ledger begins and ends. */
export function readChain(database: Database, name: LedgerChainRow["name"]): Promise<LedgerChainRow> {
  return database.selectFrom("ledger_chains").selectAll().where("name", "=", name).executeTakeFirstOrThrow();
}

/** Moves a chain's end, in the transaction that wrote the rows up to it. */
export async function writeChainEnd(
  database: Database,
  name: LedgerChainRow["name"],
  lastId: number,
  lastHash: Uint8Array,
): Promise<void> {
  await database
    .updateTable("ledger_chains")
    .set({ last_id: lastId, last_hash: lastHash })
    .where("name", "=", name)
    .execute();
}
