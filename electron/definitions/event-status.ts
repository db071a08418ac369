import { CroniumError } from "../../shared/errors.ts";
import type { EventStatus } from "../../shared/words.ts";
import type { EventRow } from "../store/event-tables.ts";

interface NextStatus {
  readonly status: EventStatus;
  readonly schedule: { readonly maxRuns: number | null; readonly resetRunsOnActivation: boolean } | null;
}

/**
 * What a status a person chooses does to an event's counters: activating it takes back why the program paused it and
 * counts failures anew, and its runs too when its schedule says so.
 * @throws CroniumError `conflict` when it would be active with all of its runs made
 */
export function lifeAfter(
  event: EventRow,
  { status, schedule }: NextStatus,
): Pick<EventRow, "status" | "pause_reason" | "run_count" | "failure_streak"> {
  const isActivated = status === "ACTIVE" && event.status !== "ACTIVE";
  const life = {
    status,
    pause_reason: status === event.status ? event.pause_reason : null,
    run_count: runsAfter(event, { status, schedule }),
    failure_streak: isActivated ? 0 : event.failure_streak,
  };
  const maxRuns = schedule?.maxRuns ?? Infinity;
  if (status === "ACTIVE" && life.run_count >= maxRuns) throw usedUpError(event, maxRuns);
  return life;
}

function runsAfter(event: EventRow, { status, schedule }: NextStatus): number {
  const isActivated = status === "ACTIVE" && event.status !== "ACTIVE";
  return isActivated && schedule?.resetRunsOnActivation === true ? 0 : event.run_count;
}

/** A status, and why it is not the one that was asked for. */
export interface HeldStatus {
  readonly status: EventStatus;
  readonly note: string | undefined;
}

/**
 * The status an event gets from a definition file, which was written before the program paused it: only a person sets
 * going again what the program stopped, and what has made all of its runs rests.
 */
export function statusFromFile(event: EventRow, { status, schedule }: NextStatus): HeldStatus {
  if (status !== "ACTIVE") return { status, note: undefined };
  if (event.status === "PAUSED" && event.pause_reason !== null) {
    return { status: "PAUSED", note: `stays PAUSED: ${event.pause_reason}; activate it yourself` };
  }
  const maxRuns = schedule?.maxRuns ?? Infinity;
  if (runsAfter(event, { status, schedule }) < maxRuns) return { status, note: undefined };
  const made = maxRuns === 1 ? "its only run has been made" : `all ${String(maxRuns)} runs have been made`;
  const remedy = "raise schedule.maxRuns, or reset it and activate it yourself";
  if (event.status === "ACTIVE") return { status: "PAUSED", note: `is PAUSED: ${made}; ${remedy}` };
  return { status: event.status, note: `stays ${event.status}: ${made}; ${remedy}` };
}

function usedUpError({ name, run_count: made }: EventRow, maxRuns: number): CroniumError {
  const runs = maxRuns === 1 ? "its only run" : `all of its ${String(maxRuns)} runs`;
  return new CroniumError("conflict", `“${name}” has made ${runs} (${String(made)} so far)`, {
    remedy: "Raise the maximum of runs, or reset its counters with `cronium event reset`.",
    field: "schedule.maxRuns",
  });
}
