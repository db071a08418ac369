import type { AbsenceRow, OccurrenceRow } from "../../store/tables.ts";
import { DivergenceError } from "./follow.ts";
import { query } from "./observe.ts";
import type { World } from "./world.ts";

/** A longer time without a tick is an absence when something was late in it, milliseconds. */
const absentAfterMs = 60_000;
const punctualMs = 10_000;

/**
 * Late rows of a tick after a long time without one belong to an absence that says from when until when; others to none.
 * @throws DivergenceError
 */
export async function checkAbsence(world: World, rows: readonly OccurrenceRow[], failed: boolean): Promise<void> {
  const { lastTick, program } = world;
  const now = world.clock.now();
  const written = rows.length > 0;
  if (failed) {
    // Part of it may be written: the rest is told under the same absence, of which this no longer knows.
    if (written) world.lastTick = { ...lastTick, isClear: false };
    return;
  }
  world.lastTick = { at: now, isOwn: true, isClear: true };
  if (!written || !lastTick.isClear) return;
  const wasAway = lastTick.at !== undefined && now - lastTick.at > absentAfterMs;
  const late = rows.filter((row) => now - row.due_at > punctualMs);
  const ids = new Set(rows.map((row) => row.absence_id));
  const expected = wasAway ? late.length : 0;
  const found = rows.filter((row) => row.absence_id !== null);
  if (found.length !== expected || (wasAway && found.some((row) => !late.includes(row)))) {
    throw new DivergenceError(`${String(found.length)} rows belong to an absence, ${String(expected)} should`);
  }
  ids.delete(null);
  if (ids.size === 0) return;
  const absences = await query<AbsenceRow>(program.plain, "SELECT * FROM absences WHERE id IN (?)", ...ids);
  const [absence] = absences;
  const cause = lastTick.isOwn ? "asleep" : "stopped";
  const isRight = absence?.from_at === lastTick.at && absence?.until_at === now && absence.cause === cause;
  world.counts.absences += 1;
  if (ids.size === 1 && isRight) return;
  throw new DivergenceError(`an absence is ${JSON.stringify(absence)}, and began at ${String(lastTick.at)} (${cause})`);
}
