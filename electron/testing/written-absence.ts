import { appendOccurrences } from "../schedule/ledger-append.ts";
import { insertAbsence } from "../store/absences.ts";
import type { Store } from "../store/store.ts";

export interface MissedRow {
  readonly eventId: number;
  readonly eventName: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  /** The version of the schedule; the event's id unless given. */
  readonly scheduleId?: number;
}

/**
 * Writes an absence of an hour and what was missed in it, as the ledger does.
 * @param fromAt epoch milliseconds
 * @returns its id, and the ids of the rows in the order given
 */
export function writeAbsence(
  store: Store,
  fromAt: number,
  missed: readonly MissedRow[],
): Promise<{ readonly id: number; readonly rowIds: readonly number[] }> {
  const untilAt = fromAt + 3_600_000;
  return store.write.transaction().execute(async (transaction) => {
    const id = await insertAbsence(transaction, { fromAt, untilAt, cause: "asleep" });
    const ledger = await appendOccurrences(transaction);
    const rowIds = missed.map(({ eventId, eventName, dueAt, scheduleId = eventId }) => {
      const rowId = ledger.nextId;
      ledger.add({
        id: rowId,
        schedule_id: scheduleId,
        event_id: eventId,
        event_name: eventName,
        due_at: dueAt,
        decided_at: untilAt,
        decision: "missed",
        cause: "not_caught_up",
        reason: "its schedule catches nothing up",
        calendar: null,
        absence_id: id,
        job_id: null,
      });
      return rowId;
    });
    await ledger.write();
    return { id, rowIds };
  });
}
