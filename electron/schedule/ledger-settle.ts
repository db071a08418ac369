import { nextTurn, type Clock } from "../base/clock.ts";
import { openSchedule } from "../store/schedules.ts";
import type { Store } from "../store/store.ts";
import type { Database, ScheduleRow } from "../store/tables.ts";
import { dueBetween } from "./due.ts";
import { accountForSchedules, type LedgerParts } from "./ledger.ts";
import { isReadable } from "./stored-set-aside.ts";

/** So many instants at most are left to the transaction that changes their events. */
const mostLeft = 500;

/**
 * Accounts for everything an event's schedule had due up to now, before anything about it changes. That may use up its
 * runs, and so pause it. What cannot be read stays as it is, so that it can be put right. After a long absence
 * `settleAhead` comes first.
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
    if (!isReadable(parts.compile, version)) return version;
    await accountForSchedules(transaction, parts, [version], now, { absence: parts.absences.seam(now) });
  }
}

export interface SettleParts extends LedgerParts {
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * Accounts for most of what events have had due, in portions between which everything else has its turn. To be awaited
 * before a transaction in which `settleSchedule` settles the rest: it would hold up the program for as long as all of
 * that takes.
 */
export async function settleAhead(parts: SettleParts, eventIds: readonly number[]): Promise<void> {
  const { store, clock } = parts;
  const mayStay = Math.max(1, Math.floor(mostLeft / Math.max(1, eventIds.length)));

  async function longVersion(database: Database, eventId: number, now: number): Promise<ScheduleRow | undefined> {
    const version = await openSchedule(database, eventId);
    if (version === undefined || version.next_due_at === null || version.next_due_at > now) return undefined;
    if (!isReadable(parts.compile, version)) return undefined;
    const due = dueBetween(parts.compile(version), version.cursor_at, now, mayStay + 1);
    return due.length > mayStay ? version : undefined;
  }

  for (const eventId of eventIds) {
    while ((await longVersion(store.read, eventId, clock.now())) !== undefined) {
      await store.write.transaction().execute(async (transaction) => {
        const now = clock.now();
        const version = await longVersion(transaction, eventId, now);
        if (version === undefined) return;
        await accountForSchedules(transaction, parts, [version], now, { absence: parts.absences.seam(now) });
      });
      await nextTurn();
    }
  }
}
