import { CompiledQuery } from "kysely";
import { CroniumError } from "../../shared/errors.ts";
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

/** Where the rows of each chain are. */
export const ledgerTables = { occurrences: "occurrences", outcomes: "occurrence_outcomes" } as const;

const writtenAt = { occurrences: "decided_at", outcomes: "recorded_at" } as const;

export interface ChainEnds extends LedgerChainRow {
  readonly oldest_id: number;
  /** When the oldest row was written, epoch milliseconds. */
  readonly oldest_at: number | null;
  readonly newest_id: number;
}

/** Where a chain is said to begin and end, and where its rows really do, of one and the same moment; 0 without rows. */
export async function readChainEnds(database: Database, name: LedgerChainRow["name"]): Promise<ChainEnds> {
  const { rows } = await database.executeQuery<ChainEnds>(
    CompiledQuery.raw(
      `SELECT *, (SELECT coalesce(min(id), 0) FROM ${ledgerTables[name]}) AS oldest_id,
        (SELECT ${writtenAt[name]} FROM ${ledgerTables[name]} ORDER BY id LIMIT 1) AS oldest_at,
        (SELECT coalesce(max(id), 0) FROM ${ledgerTables[name]}) AS newest_id FROM ledger_chains WHERE name = ?`,
      [name],
    ),
  );
  const [row] = rows;
  if (row === undefined) throw new CroniumError("storage", `The ledger's chain of ${name} has no end`);
  return row;
}

/** Rows of a chain after one and up to another, in their order. */
export async function readChained<Row>(
  database: Database,
  name: LedgerChainRow["name"],
  range: { readonly afterId: number; readonly untilId: number; readonly limit: number },
): Promise<Row[]> {
  const { rows } = await database.executeQuery<Row>(
    CompiledQuery.raw(`SELECT * FROM ${ledgerTables[name]} WHERE id > ? AND id <= ? ORDER BY id LIMIT ?`, [
      range.afterId,
      range.untilId,
      range.limit,
    ]),
  );
  return rows;
}

/** How many rows up to one were written before the ledger was chained, and the first of them that bears a hash all the same. */
export async function countUnsealed(
  database: Database,
  name: LedgerChainRow["name"],
  untilId: number,
): Promise<{ readonly count: number; readonly firstSealed: number | null }> {
  const { rows } = await database.executeQuery<{ readonly count: number; readonly firstSealed: number | null }>(
    CompiledQuery.raw(
      `SELECT count(*) AS count, min(CASE WHEN length(hash) > 0 THEN id END) AS firstSealed
        FROM ${ledgerTables[name]} WHERE id <= ?`,
      [untilId],
    ),
  );
  return rows[0] ?? { count: 0, firstSealed: null };
}
