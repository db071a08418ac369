import { readChain, writeChainEnd } from "../store/ledger-chains.ts";
import { insertOccurrences } from "../store/occurrences.ts";
import { insertOutcomes } from "../store/outcomes.ts";
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

/** Adds rows to the end of a chain: their numbers at once, their text with the next `write`. */
interface ChainAppender<Row extends { readonly id: number }> {
  /** The id the next row will have: they are given out without gaps. */
  readonly nextId: number;
  /** @param row with the id that `nextId` gave */
  add(row: Row): void;
  /** Writes what was added, and the chain's new end. */
  write(): Promise<void>;
}

/** The ledger's rows are added within one transaction at a time, so its end is read once for all of them. */
export function appendOccurrences(transaction: Database): Promise<ChainAppender<SealedOccurrence>> {
  return openChain(transaction, "occurrences", sealedOccurrence, insertOccurrences);
}

export function appendOutcomes(transaction: Database): Promise<ChainAppender<SealedOutcome>> {
  return openChain(transaction, "outcomes", sealedOutcome, insertOutcomes);
}

async function openChain<Row extends { readonly id: number }>(
  transaction: Database,
  name: ChainName,
  columns: readonly (keyof Row)[],
  insert: (transaction: Database, rows: readonly (Row & { readonly hash: Uint8Array })[]) => Promise<void>,
): Promise<ChainAppender<Row>> {
  const end = await readChain(transaction, name);
  let lastId = end.last_id;
  let lastHash = end.last_hash;
  let added: (Row & { readonly hash: Uint8Array })[] = [];
  return {
    get nextId() {
      return lastId + 1;
    },
    add(row) {
      lastHash = chainHash(lastHash, canonicalRow(row, columns));
      lastId = row.id;
      added.push({ ...row, hash: lastHash });
    },
    async write() {
      if (added.length === 0) return;
      const rows = added;
      added = [];
      await insert(transaction, rows);
      await writeChainEnd(transaction, name, lastId, lastHash);
    },
  };
}
