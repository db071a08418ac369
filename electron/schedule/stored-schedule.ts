import { lastInstantMs } from "../../shared/instant.ts";
import type { ScheduleInput } from "../../shared/schedule.ts";
import type { ScheduleRow } from "../store/tables.ts";
import { compileSchedule, type CompiledSchedule, type Schedule } from "./due.ts";

type StoredTimes = Pick<
  ScheduleRow,
  "kind" | "cron" | "every_ms" | "anchor_at" | "once_at" | "timezone" | "start_at" | "end_at"
>;

/** A stored schedule as the engine takes it. The database's own checks make sure that each kind has its columns. */
export function toSchedule(row: StoredTimes): Schedule {
  const bounds = { startMs: withinReach(row.start_at), endMs: withinReach(row.end_at) };
  switch (row.kind) {
    case "cron":
      return { kind: "cron", cron: row.cron ?? "", timezone: row.timezone, ...bounds };
    case "interval":
      return { kind: "interval", everyMs: row.every_ms ?? 0, anchorMs: withinReach(row.anchor_at) ?? 0, ...bounds };
    case "once":
      return { kind: "once", atMs: withinReach(row.once_at) ?? 0, ...bounds };
  }
}

/** What was stored before times had an end is read as the last of them: neither ever comes. */
function withinReach(instantMs: number | null): number | null {
  return instantMs === null ? null : Math.min(instantMs, lastInstantMs);
}

/** A stored schedule as people and files write it. */
export function toScheduleInput(row: ScheduleRow): ScheduleInput {
  const shared = {
    timezone: row.timezone,
    missed: row.missed,
    missedWindowMs: row.missed_window_ms,
    missedCap: row.missed_cap,
    overlap: row.overlap,
    jitterMs: row.jitter_ms,
    maxRuns: row.max_runs,
    resetRunsOnActivation: row.reset_runs_on_activation === 1,
    pauseAfterFailures: row.pause_after_failures,
    startMs: withinReach(row.start_at),
    endMs: withinReach(row.end_at),
  };
  switch (row.kind) {
    case "cron":
      return { kind: "cron", cron: row.cron ?? "", ...shared };
    case "interval":
      return { kind: "interval", everyMs: row.every_ms ?? 0, anchorMs: withinReach(row.anchor_at) ?? 0, ...shared };
    case "once":
      return { kind: "once", atMs: withinReach(row.once_at) ?? 0, ...shared };
  }
}

/** Compiled schedules kept at most: old versions come and go. */
const mostKept = 20_000;

/** Keeps compiled schedules: a row's times never change, so its id says it all. */
export function createScheduleCache(): (row: ScheduleRow) => CompiledSchedule {
  const compiled = new Map<number, CompiledSchedule>();
  return (row) => {
    const known = compiled.get(row.id);
    if (known !== undefined) return known;
    const fresh = compileSchedule(toSchedule(row));
    if (compiled.size >= mostKept) compiled.clear();
    compiled.set(row.id, fresh);
    return fresh;
  };
}
