import type { LedgerVerification } from "../../shared/schedule.ts";
import { nextTurn } from "../base/clock.ts";
import { countUnsealed, readChained, readChainEnds } from "../store/ledger-chains.ts";
import type { Database } from "../store/tables.ts";
import {
  canonicalRow,
  chainHash,
  sealedOccurrence,
  sealedOutcome,
  type ChainName,
  type SealedOccurrence,
  type SealedOutcome,
} from "./ledger-chain.ts";

/** Rows read and checked at once: others get their turn in between. */
const rowsPerPage = 2_000;

type ChainVerification = LedgerVerification["chains"][number];
type Problem = NonNullable<ChainVerification["problem"]>;

const columns = { occurrences: sealedOccurrence, outcomes: sealedOutcome } as const;

/**
 * Checks every row of the ledger against the chain of hashes: none changed, removed, added or put elsewhere since it
 * was written. What retention has cut off at the beginning is not missed.
 */
export async function verifyLedger(database: Database): Promise<Pick<LedgerVerification, "valid" | "chains">> {
  const chains = [await verifyChain(database, "occurrences"), await verifyChain(database, "outcomes")];
  return { valid: chains.every((chain) => chain.problem === undefined), chains };
}

/** Checks one of the chains, in pages; stops at the first row that is not as it was written. */
export async function verifyChain(database: Database, name: ChainName): Promise<ChainVerification> {
  for (;;) {
    const start = await readChainEnds(database, name);
    const found = await followChain(database, name, start);
    // Retention may have cut off rows that were still to be checked: begin again behind them.
    const now = await readChainEnds(database, name);
    if (found.problem === undefined || now.kept_after === start.kept_after) return found;
  }
}

type ChainEnds = Awaited<ReturnType<typeof readChainEnds>>;

async function followChain(database: Database, name: ChainName, start: ChainEnds): Promise<ChainVerification> {
  const unsealed = await countUnsealed(database, name, start.unsealed_until);
  const isCut = start.kept_after >= start.unsealed_until;
  let lastId = Math.max(start.kept_after, start.unsealed_until);
  let lastHash: Uint8Array = isCut ? start.kept_after_hash : new Uint8Array();
  let rows = 0;
  let ends = start;
  const result = (problem: Problem | undefined): ChainVerification => ({
    name,
    rows,
    unsealed: unsealed.count,
    head: Buffer.from(lastHash).toString("hex"),
    problem,
  });
  if (unsealed.firstSealed !== null) {
    return result({ id: unsealed.firstSealed, message: "is said to be older than the chain, but bears a hash of it" });
  }
  if (start.oldest_id > 0 && start.oldest_id <= start.kept_after) {
    return result({ id: start.oldest_id, message: "is said to have been removed as too old, but is still there" });
  }
  for (;;) {
    const range = { afterId: lastId, untilId: ends.last_id, limit: rowsPerPage };
    const page = await readChained<SealedRow>(database, name, range);
    for (const row of page) {
      if (row.id !== lastId + 1) return result({ id: lastId + 1, message: "is missing" });
      const hash = chainHash(lastHash, canonicalRow<SealedRow>(row, columns[name] as readonly (keyof SealedRow)[]));
      if (Buffer.compare(hash, row.hash) !== 0)
        return result({ id: row.id, message: "was changed after it was written" });
      lastId = row.id;
      lastHash = row.hash;
      rows += 1;
    }
    if (page.length === rowsPerPage) {
      await nextTurn();
      continue;
    }
    if (lastId < ends.last_id)
      return result({ id: lastId + 1, message: `is missing: the ledger went on to row ${String(ends.last_id)}` });
    const now = await readChainEnds(database, name);
    if (now.last_id > lastId) {
      // More was written meanwhile.
      ends = now;
      continue;
    }
    return result(checkEnd(now, lastId, lastHash));
  }
}

type SealedRow = (SealedOccurrence | SealedOutcome) & { readonly hash: Uint8Array };

function checkEnd(ends: ChainEnds, lastId: number, lastHash: Uint8Array): Problem | undefined {
  if (ends.newest_id > lastId) return { id: lastId + 1, message: "was added without being written by the program" };
  if (ends.last_id < lastId || Buffer.compare(lastHash, ends.last_hash) !== 0) {
    return { id: lastId, message: "is not the one that was written last: rows after it were removed" };
  }
  return undefined;
}
