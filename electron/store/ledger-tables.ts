import type { Generated } from "kysely";
import type { AbsenceCause, FinalJobStatus, OccurrenceCause, OccurrenceDecision } from "../../shared/words.ts";

/* The tables of the ledger; their rows are named in tables.ts with all others. */

export interface OccurrencesTable {
  /** Given out by the ledger's chain, without gaps. */
  id: number;
  schedule_id: number;
  event_id: number;
  event_name: string;
  due_at: number;
  decided_at: number;
  decision: OccurrenceDecision;
  cause: OccurrenceCause;
  reason: string;
  calendar: string | null;
  absence_id: number | null;
  job_id: string | null;
  /** SHA-256 over the row before it and this one; empty for rows older than the chain. */
  hash: Uint8Array;
}

/** What became of an occurrence's job; the newest row of an occurrence counts. */
export interface OccurrenceOutcomesTable {
  id: number;
  occurrence_id: number;
  job_id: string;
  by_hand: number;
  status: FinalJobStatus;
  queued_at: number;
  started_at: number | null;
  finished_at: number;
  exit_code: number | null;
  failure_reason: string | null;
  recorded_at: number;
  hash: Uint8Array;
}

/** Where each chain of the ledger begins and ends. */
export interface LedgerChainsTable {
  name: "occurrences" | "outcomes";
  /** Rows up to this one are older than the chain. */
  unsealed_until: number;
  /** Rows up to this one have been removed by retention; the hash of the last of them. */
  kept_after: number;
  kept_after_hash: Uint8Array;
  last_id: number;
  last_hash: Uint8Array;
}

export interface AbsencesTable {
  id: Generated<number>;
  from_at: number;
  until_at: number;
  cause: AbsenceCause;
  acknowledged_at: number | null;
}
