import type { LedgerPlace, LedgerVerification } from "../../shared/schedule.ts";
import { nextTurn } from "../base/clock.ts";
import { countUnsealed, readChained, readChainEnds, type ChainEnds } from "../store/ledger-chains.ts";
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

/** What one of the chains was found to be, and where in it the hash stands that was looked for. */
interface FollowedChain {
  readonly chain: ChainVerification;
  readonly place: LedgerPlace | undefined;
}

const nowhere: LedgerPlace = { found: false, removed: false, chain: undefined, id: undefined };

const columns = { occurrences: sealedOccurrence, outcomes: sealedOutcome } as const;

/**
 * Checks every row of the ledger against the chain of hashes: none changed, removed, added or put elsewhere since it
 * was written. What retention has cut off at the beginning is not missed. A hash that was noted is looked for among
 * the rows that were found in order alone.
 * @param noted SHA-256, 32 bytes
 */
export async function verifyLedger(
  database: Database,
  noted?: Uint8Array,
): Promise<Pick<LedgerVerification, "valid" | "chains" | "contains">> {
  const followed = [
    await checkChain(database, "occurrences", noted),
    await checkChain(database, "outcomes", noted),
  ] as const;
  const chains = followed.map(({ chain }) => chain);
  const contains = noted === undefined ? undefined : (followed[0].place ?? followed[1].place ?? nowhere);
  const valid = chains.every((chain) => chain.problem === undefined) && contains?.found !== false;
  return { valid, chains, contains };
}

/** Checks one of the chains, in pages; stops at the first row that is not as it was written. */
export async function verifyChain(database: Database, name: ChainName): Promise<ChainVerification> {
  return (await checkChain(database, name, undefined)).chain;
}

async function checkChain(database: Database, name: ChainName, noted: Uint8Array | undefined): Promise<FollowedChain> {
  for (;;) {
    const start = await readChainEnds(database, name);
    const found = await followChain(database, name, start, noted);
    // Retention may have cut off rows that were still to be checked: begin again behind them.
    const now = await readChainEnds(database, name);
    if (found.chain.problem === undefined || now.kept_after === start.kept_after) return found;
  }
}

async function followChain(
  database: Database,
  name: ChainName,
  start: ChainEnds,
  noted: Uint8Array | undefined,
): Promise<FollowedChain> {
  const unsealed = await countUnsealed(database, name, start.unsealed_until);
  const isCut = start.kept_after >= start.unsealed_until;
  let lastId = Math.max(start.kept_after, start.unsealed_until);
  let lastHash: Uint8Array = isCut ? start.kept_after_hash : new Uint8Array();
  let rows = 0;
  let ends = start;
  const isNoted = (hash: Uint8Array): boolean => noted !== undefined && Buffer.compare(hash, noted) === 0;
  let place: LedgerPlace | undefined;
  const result = (problem: Problem | undefined): FollowedChain => ({
    chain: {
      name,
      rows,
      unsealed: unsealed.count,
      removed: start.kept_after === 0 ? undefined : { rows: start.kept_after, beforeMs: start.oldest_at ?? undefined },
      head: problem === undefined ? Buffer.from(lastHash).toString("hex") : "",
      problem,
    },
    place,
  });
  if (unsealed.firstSealed !== null) {
    return result({ id: unsealed.firstSealed, message: "is said to be older than the chain, but bears a hash of it" });
  }
  if (start.oldest_id > 0 && start.oldest_id <= start.kept_after) {
    return result({ id: start.oldest_id, message: "is said to have been removed as too old, but is still there" });
  }
  if (isCut && isNoted(lastHash)) place = { found: true, removed: true, chain: name, id: lastId };
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
      if (isNoted(row.hash)) place = { found: true, removed: false, chain: name, id: row.id };
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
