import { createCronSource } from "./cron-due.ts";
import type { DueSource } from "./due-source.ts";
import { createIntervalSource } from "./interval-due.ts";
import { isWithinRange } from "./instants.ts";
import { createOnceSource } from "./once-due.ts";
import { parseCron } from "./parse-cron.ts";
import { ScheduleError } from "./schedule-errors.ts";
import { findZone } from "./zone.ts";

/** Nothing is due before `startMs` or after `endMs`; both instants themselves count. Epoch milliseconds, null for no bound. */
interface Bounds {
  readonly startMs?: number | null | undefined;
  readonly endMs?: number | null | undefined;
}

export interface CronSchedule extends Bounds {
  readonly kind: "cron";
  readonly cron: string;
  /** IANA name of the zone whose clock the expression follows. */
  readonly timezone: string;
}

export interface IntervalSchedule extends Bounds {
  readonly kind: "interval";
  readonly everyMs: number;
  /** The first due instant, epoch milliseconds; all others are whole intervals later. */
  readonly anchorMs: number;
}

export interface OnceSchedule extends Bounds {
  readonly kind: "once";
  readonly atMs: number;
}

export type Schedule = CronSchedule | IntervalSchedule | OnceSchedule;

/** A schedule checked and made ready to be asked, any number of times. */
export interface CompiledSchedule {
  readonly schedule: Schedule;
  readonly source: DueSource;
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Checks a schedule and prepares it.
 * @throws CronError, ZoneError or ScheduleError saying what is wrong, where, and what to do
 */
export function compileSchedule(schedule: Schedule): CompiledSchedule {
  const startMs = readBound(schedule.startMs, "start") ?? -Infinity;
  const endMs = readBound(schedule.endMs, "end") ?? Infinity;
  if (endMs < startMs) throw new ScheduleError("end", "The end is before the start.", "Choose a later end.");
  return { schedule, source: createSource(schedule), startMs, endMs };
}

function readBound(boundMs: number | null | undefined, field: "start" | "end"): number | undefined {
  if (boundMs === null || boundMs === undefined) return undefined;
  if (isWithinRange(boundMs)) return boundMs;
  throw new ScheduleError(field, `The ${field} is not between 1970 and 2100.`, "Choose a date in that time.");
}

function createSource(schedule: Schedule): DueSource {
  switch (schedule.kind) {
    case "cron":
      return createCronSource(parseCron(schedule.cron), findZone(schedule.timezone));
    case "interval":
      return createIntervalSource(schedule.everyMs, schedule.anchorMs);
    case "once":
      return createOnceSource(schedule.atMs);
  }
}

/** The first due instant strictly after, epoch milliseconds; null when there is none before 2101. */
export function nextDue({ source, startMs, endMs }: CompiledSchedule, afterMs: number): number | null {
  const due = source.next(afterMs < startMs ? justBefore(startMs) : afterMs);
  return due !== null && due <= endMs ? due : null;
}

/** The last due instant strictly before, epoch milliseconds; null when there is none since 1970. */
export function previousDue({ source, startMs, endMs }: CompiledSchedule, beforeMs: number): number | null {
  const due = source.previous(beforeMs > endMs ? justAfter(endMs) : beforeMs);
  return due !== null && due >= startMs ? due : null;
}

/** The due instants in (fromMs, untilMs], ascending, each computed only when asked for. */
export function* eachDue(compiled: CompiledSchedule, fromMs: number, untilMs: number): Generator<number, void, void> {
  let due = nextDue(compiled, fromMs);
  while (due !== null && due <= untilMs) {
    yield due;
    due = nextDue(compiled, due);
  }
}

/** The due instants in (fromMs, untilMs], ascending; the first `limit` of them when there are more. */
export function dueBetween(compiled: CompiledSchedule, fromMs: number, untilMs: number, limit = Infinity): number[] {
  const instants: number[] = [];
  if (limit <= 0) return instants;
  for (const due of eachDue(compiled, fromMs, untilMs)) {
    instants.push(due);
    if (instants.length >= limit) break;
  }
  return instants;
}

/** How many instants are due in (fromMs, untilMs]: exact, and quick however many they are. */
export function countDue({ source, startMs, endMs }: CompiledSchedule, fromMs: number, untilMs: number): number {
  const after = fromMs < startMs ? justBefore(startMs) : fromMs;
  const until = Math.min(untilMs, endMs);
  return until > after ? source.count(after, until) : 0;
}

/** Due instants are whole milliseconds, so half of one is enough to include the bound itself. */
function justBefore(instantMs: number): number {
  return instantMs - 0.5;
}

function justAfter(instantMs: number): number {
  return instantMs + 0.5;
}
