import type { AbsenceCause } from "../../shared/words.ts";
import { findSameAbsence, insertAbsence } from "../store/absences.ts";
import type { Database } from "../store/tables.ts";

/** A time without a look at the schedules that is longer than this is an absence when something was late in it, milliseconds. */
const absentAfterMs = 60_000;

/** A time in which the program could not act. Epoch milliseconds. */
export interface AbsenceNote {
  readonly fromAt: number;
  readonly untilAt: number;
  readonly cause: AbsenceCause;
}

/**
 * Notices that the program could not act for a while. Whoever looks first afterwards, be it the ticker or a change of
 * a schedule, notes it for all that account for that time. Ticks that fail are looks as well: the program was there.
 */
export interface AbsenceWatch {
  /** A tick begins. Epoch milliseconds. @returns the absence that is to be told of now */
  tick(now: number): AbsenceNote | undefined;
  /** What was due is accounted for besides the ticks. @returns the absence that is to be told of now */
  seam(now: number): AbsenceNote | undefined;
  /** Everything that was due is accounted for. */
  told(): void;
}

/** @param lastSeenAt when an earlier process on this data last gave a sign of life, epoch milliseconds */
export function createAbsenceWatch(lastSeenAt: number | undefined): AbsenceWatch {
  let lookedAt: number | undefined;
  let absence: AbsenceNote | undefined;

  function notice(now: number): boolean {
    const fromAt = lookedAt ?? lastSeenAt;
    if (fromAt === undefined || now - fromAt <= absentAfterMs) return false;
    const cause = lookedAt === undefined ? "stopped" : "asleep";
    // What an earlier absence left is not told yet: to whom it matters, it is one.
    absence = { fromAt: absence?.fromAt ?? fromAt, untilAt: now, cause: absence?.cause ?? cause };
    return true;
  }

  return {
    tick(now) {
      notice(now);
      lookedAt = now;
      return absence;
    },
    seam(now) {
      if (notice(now)) lookedAt = now;
      return absence;
    },
    told() {
      absence = undefined;
    },
  };
}

/** Writes an absence down when an instant in it turns out to be late, once. @returns its id, as far as it has one */
export async function absenceOf(
  transaction: Database,
  absence: AbsenceNote | undefined,
  knownId: number | undefined,
  dueAt: number,
): Promise<number | undefined> {
  if (absence === undefined || knownId !== undefined || dueAt > absence.untilAt) return knownId;
  return (await findSameAbsence(transaction, absence)) ?? insertAbsence(transaction, absence);
}
