import { nextTurn } from "../base/clock.ts";
import { readChainEnds } from "../store/ledger-chains.ts";
import { findCutHash, findHashBetween, type LedgerPlaceRow } from "../store/ledger-place.ts";
import type { Database } from "../store/tables.ts";

/** Rows looked at in one go: others get their turn in between. */
const rowsPerPage = 20_000;

/** The row of the ledger that has this hash, also the last one that retention has removed. Looks at every row. */
export async function findHash(database: Database, hash: Uint8Array): Promise<LedgerPlaceRow | undefined> {
  const cut = await findCutHash(database, hash);
  if (cut !== undefined) return cut;
  for (const chain of ["occurrences", "outcomes"] as const) {
    const { oldest_id: oldest, newest_id: newest } = await readChainEnds(database, chain);
    for (let afterId = oldest - 1; afterId < newest; afterId += rowsPerPage) {
      const found = await findHashBetween(database, chain, hash, { afterId, untilId: afterId + rowsPerPage });
      if (found !== undefined) return found;
      await nextTurn();
    }
  }
  return undefined;
}
