import type { AbsenceCause } from "../../shared/words.ts";
import { insertAbsence } from "../store/absences.ts";
import type { Database } from "../store/tables.ts";

/** A time in which the program could not act. Epoch milliseconds. */
export interface AbsenceNote {
  readonly fromAt: number;
  readonly untilAt: number;
  readonly cause: AbsenceCause;
  /** Set once it is written down. */
  readonly id: number | undefined;
}

/** Writes an absence down when an instant in it turns out to be late. @returns its id, as far as it has one */
export async function absenceOf(
  transaction: Database,
  absence: AbsenceNote | undefined,
  knownId: number | undefined,
  dueAt: number,
): Promise<number | undefined> {
  if (absence === undefined || knownId !== undefined || dueAt > absence.untilAt) return knownId;
  return insertAbsence(transaction, absence);
}
