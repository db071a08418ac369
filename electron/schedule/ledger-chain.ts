import { createHash } from "node:crypto";
import type { LedgerChainRow, OccurrenceOutcomeRow, OccurrenceRow } from "../store/tables.ts";

export type ChainName = LedgerChainRow["name"];

/** What a chain seals of each row, in this order. A new column goes to the end of a new chain, never in between. */
export const sealedOccurrence = [
  "id",
  "schedule_id",
  "event_id",
  "event_name",
  "due_at",
  "decided_at",
  "decision",
  "cause",
  "reason",
  "calendar",
  "absence_id",
  "job_id",
] as const satisfies readonly (keyof OccurrenceRow)[];

export const sealedOutcome = [
  "id",
  "occurrence_id",
  "job_id",
  "by_hand",
  "status",
  "queued_at",
  "started_at",
  "finished_at",
  "exit_code",
  "failure_reason",
  "recorded_at",
] as const satisfies readonly (keyof OccurrenceOutcomeRow)[];

export type SealedOccurrence = Omit<OccurrenceRow, "hash">;
export type SealedOutcome = Omit<OccurrenceOutcomeRow, "hash">;

/**
 * The bytes of a row that a chain seals: a JSON array of its columns, UTF-8. Text is sealed as the database keeps it,
 * which replaces halves of characters.
 */
export function canonicalRow<Row>(row: Row, columns: readonly (keyof Row)[]): string {
  const values = columns.map((column) => row[column]);
  return JSON.stringify(values.map((value) => (typeof value === "string" ? value.toWellFormed() : value)));
}

/** SHA-256 over the hash of the row before and the canonical bytes of this one. 32 bytes. */
export function chainHash(previous: Uint8Array, canonical: string): Uint8Array {
  return createHash("sha256").update(previous).update(canonical, "utf8").digest();
}
