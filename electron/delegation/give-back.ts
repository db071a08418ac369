import { nextDue } from "../schedule/due.ts";
import { lowerCursors, moveCursor, revokePendingRuns, changeDelegation } from "../store/delegations.ts";
import { openSchedule } from "../store/schedules.ts";
import type { DelegationRow } from "../store/server-tables.ts";
import type { Database, ScheduleRow } from "../store/tables.ts";
import type { DelegationParts } from "./delegation-parts.ts";
import { readGivenWork } from "./given-work.ts";

/**
 * Keeps the ticker from everything due before the end of the time: the server decides of it, and `recordFates` writes
 * it down. The cursor says that the ledger reaches so far; nobody asks it what is in between.
 */
export async function lendInstants(
  transaction: Database,
  { compile }: Pick<DelegationParts, "compile">,
  version: ScheduleRow,
  untilAt: number,
): Promise<void> {
  const cursorAt = untilAt - 1;
  await moveCursor(transaction, version.id, { cursorAt, nextDueAt: nextDue(compile(version), cursorAt) });
}

/**
 * Gives the instants after one back to the program, which decides of them as of all others: what has passed by then is
 * late, and the schedule's policy says what becomes of it. Once the time is over there are none: the ticker has gone on.
 * @param boundary everything up to here is in the ledger, epoch milliseconds
 */
export async function giveBack(
  transaction: Database,
  { compile }: Pick<DelegationParts, "compile">,
  delegation: DelegationRow,
  boundary: number,
): Promise<void> {
  // What was in the ledger before anybody knew of the server is not decided again.
  const { settledAt = boundary } = readGivenWork(delegation.definition);
  const cursorAt = Math.max(boundary, settledAt);
  // The program may have paused the event meanwhile, and so closed the version that was lent. Where the ticker has gone
  // on behind the end of the time, it stays where it is.
  await lowerCursors(transaction, delegation.event_id, { cursorAt, untilAt: delegation.until_at });
  const version = await openSchedule(transaction, delegation.event_id);
  if (version?.active === 1 && version.cursor_at <= cursorAt) {
    const nextDueAt = nextDue(compile(version), version.cursor_at);
    await moveCursor(transaction, version.id, { cursorAt: version.cursor_at, nextDueAt });
  }
  await revokePendingRuns(transaction, delegation.id);
  await changeDelegation(transaction, delegation.id, { collected_at: delegation.until_at });
}

/** Whether everything of it that is not in the ledger is the program's again. */
export function isGivenBack(delegation: Pick<DelegationRow, "collected_at" | "until_at">): boolean {
  return delegation.collected_at >= delegation.until_at;
}
