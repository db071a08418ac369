import type { AbsenceRow, OccurrenceRow } from "../../store/tables.ts";
import { DivergenceError } from "./follow.ts";
import { query } from "./observe.ts";
import type { Away, World } from "./world.ts";

/** A longer time without a tick is an absence when something was late in it, milliseconds. */
const absentAfterMs = 60_000;
const punctualMs = 10_000;

/**
 * Late rows of a tick belong to an absence when the program had not looked for a long time; that says from when until
 * when. A tick that fails is a look as well, and leaves it to the next to tell.
 * @throws DivergenceError
 */
export async function checkAbsence(world: World, rows: readonly OccurrenceRow[], failed: boolean): Promise<void> {
  const { at, isOwn, isClear, untold } = world.looking;
  const now = world.clock.now();
  const isNew = at !== undefined && now - at > absentAfterMs;
  const cause = untold?.cause ?? (isOwn ? "asleep" : "stopped");
  const away = isNew ? { fromAt: untold?.fromAt ?? at, untilAt: now, cause } : untold;
  const isPartial = failed && world.program.ticker.state.lastTickAt === now;
  world.looking = {
    at: now,
    isOwn: true,
    isClear: failed ? isClear && !isPartial : true,
    untold: failed ? away : undefined,
  };
  if (isClear) await compareAbsence(world, rows, away, now);
}

async function compareAbsence(
  world: World,
  rows: readonly OccurrenceRow[],
  away: Away | undefined,
  now: number,
): Promise<void> {
  for (const row of rows) {
    const belongs = away !== undefined && now - row.due_at > punctualMs && row.due_at <= away.untilAt;
    if (belongs === (row.absence_id !== null)) continue;
    throw new DivergenceError(`row ${String(row.id)} ${belongs ? "belongs" : "does not belong"} to an absence`);
  }
  const ids = new Set(rows.flatMap((row) => row.absence_id ?? []));
  if (ids.size === 0) return;
  world.counts.absences += 1;
  const stored = "SELECT * FROM absences WHERE id IN (SELECT value FROM json_each(?))";
  const absences = await query<AbsenceRow>(world.program.plain, stored, JSON.stringify([...ids]));
  const [absence] = absences;
  const isRight =
    absence?.from_at === away?.fromAt && absence?.until_at === away?.untilAt && absence?.cause === away?.cause;
  if (absences.length === 1 && isRight) return;
  throw new DivergenceError(`absences are ${JSON.stringify(absences)}, and should be ${JSON.stringify(away)}`);
}
