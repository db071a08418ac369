import { openSchedule } from "../store/schedules.ts";
import type { Database, ScheduleRow } from "../store/tables.ts";
import { accountForSchedules, type LedgerParts } from "./ledger.ts";

/**
 * Accounts for everything an event's schedule had due up to now, before anything about it changes. That may use up its
 * runs, and so pause it.
 * @returns the version that is open now
 */
export async function settleSchedule(
  transaction: Database,
  parts: LedgerParts,
  eventId: number,
  now: number,
): Promise<ScheduleRow | undefined> {
  for (;;) {
    const version = await openSchedule(transaction, eventId);
    if (version === undefined || version.next_due_at === null || version.next_due_at > now) return version;
    await accountForSchedules(transaction, parts, [version], now);
  }
}
