import { nextTurn } from "../base/clock.ts";
import { readChain } from "../store/ledger-chains.ts";
import { oldestRows, oldestUnsettled, removeAbsences, removeRows, type CutRow } from "../store/ledger-cut.ts";
import type { Database } from "../store/tables.ts";
import type { ChainName } from "./ledger-chain.ts";

/** Rows removed in one transaction at most: a large backlog goes in portions. */
const rowsPerPortion = 5_000;

/** Portions removed in one go at most; the rest waits for the next. */
const mostPortions = 20;

/**
 * Removes what is older than an instant, as far as `cutLedger` may, in portions between which everything else has its
 * turn.
 * @param beforeMs epoch milliseconds
 * @returns how many rows went
 */
export async function shortenLedger(database: Database, beforeMs: number, isStopped: () => boolean): Promise<number> {
  let removed = 0;
  for (let portion = 0; portion < mostPortions && !isStopped(); portion++) {
    const rows = await cutLedger(database, beforeMs);
    if (rows === 0) break;
    removed += rows;
    await nextTurn();
  }
  return removed;
}

/**
 * Removes the oldest part of the ledger, one portion of each chain: rows from before an instant, up to the first that
 * is younger or whose job has not ended. What is left still proves that it is unchanged.
 * @param beforeMs epoch milliseconds
 * @returns how many rows went; more may be left when it is not 0
 */
export function cutLedger(database: Database, beforeMs: number): Promise<number> {
  return database.transaction().execute(async (transaction) => {
    const unsettled = (await oldestUnsettled(transaction)) ?? Infinity;
    const occurrences = await cutChain(transaction, "occurrences", ({ id, at }) => at < beforeMs && id < unsettled);
    const { kept_after: keptAfter } = await readChain(transaction, "occurrences");
    const outcomes = await cutChain(
      transaction,
      "outcomes",
      ({ at, occurrence_id: occurrence }) => at < beforeMs && occurrence <= keptAfter,
    );
    await removeAbsences(transaction, beforeMs);
    return occurrences + outcomes;
  });
}

async function cutChain(transaction: Database, name: ChainName, mayGo: (row: CutRow) => boolean): Promise<number> {
  const chain = await readChain(transaction, name);
  const [oldest] = await oldestRows(transaction, chain, 1);
  if (oldest === undefined || !mayGo(oldest)) return 0;
  const rows = await oldestRows(transaction, chain, rowsPerPortion);
  const kept = rows.findIndex((row) => !mayGo(row));
  const gone = kept === -1 ? rows : rows.slice(0, kept);
  const last = gone.at(-1);
  if (last !== undefined) await removeRows(transaction, name, last);
  return gone.length;
}
