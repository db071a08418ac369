import { CroniumError } from "../../shared/errors.ts";
import type { ScheduleInput } from "../../shared/schedule.ts";
import type { EventStatus } from "../../shared/words.ts";
import { refuseLentSchedule } from "../delegation/refuse-lent.ts";
import { compileSchedule, type CompiledSchedule } from "../schedule/due.ts";
import { closeVersion, openVersion, type ScheduleColumns } from "../schedule/ledger-versions.ts";
import { toSchedule } from "../schedule/stored-schedule.ts";
import type { Database, ScheduleRow } from "../store/tables.ts";

/**
 * Gives an event its schedule and status from `now` on, once everything it had due until now is accounted for
 * (`settleSchedule`): the version in force is closed and a new one opened, so that no instant is lost or doubled at
 * the seam. A version that says the same of an event in the same status stays.
 * @throws CroniumError `conflict` while the schedule is left to a server
 * @param former the version in force, and the status it had; undefined for a new event
 */
export async function changeSchedule(
  transaction: Database,
  eventId: number,
  former: { readonly version: ScheduleRow | undefined; readonly status: EventStatus } | undefined,
  next: { readonly schedule: ScheduleInput | null; readonly status: EventStatus },
  now: number,
): Promise<void> {
  const current = former?.version;
  const columns = next.schedule === null ? undefined : toColumns(next.schedule, current, now);
  const isSame = columns === undefined || current === undefined ? columns === current : sameColumns(current, columns);
  if (isSame && former?.status === next.status) return;
  await refuseLentSchedule(transaction, eventId);
  if (current !== undefined) await closeVersion(transaction, current, isSame ? "status" : "edited", now);
  if (columns !== undefined) await openVersion(transaction, eventId, columns, next.status === "ACTIVE", now);
}

/**
 * Checks a schedule and makes it ready to be asked.
 * @throws CroniumError `invalid_input` whose field is that of the event form, such as `schedule.cron`
 */
export function checkSchedule(input: ScheduleInput, now: number): CompiledSchedule {
  try {
    return compileSchedule(toSchedule(toColumns(input, undefined, now)));
  } catch (error) {
    if (!(error instanceof CroniumError)) throw error;
    throw new CroniumError("invalid_input", error.message, {
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      field: `schedule.${formFields[error.field ?? ""] ?? "cron"}`,
      cause: error,
    });
  }
}

const formFields: Readonly<Record<string, string>> = {
  cron: "cron",
  timezone: "timezone",
  interval: "everyMs",
  once: "atMs",
  start: "startMs",
  end: "endMs",
};

function toColumns(input: ScheduleInput, current: ScheduleRow | undefined, now: number): ScheduleColumns {
  const columns = {
    kind: input.kind,
    cron: input.kind === "cron" ? input.cron.trim() : null,
    every_ms: input.kind === "interval" ? input.everyMs : null,
    anchor_at: null,
    once_at: input.kind === "once" ? input.atMs : null,
    timezone: input.timezone,
    missed: input.missed,
    missed_window_ms: input.missedWindowMs,
    missed_cap: input.missedCap,
    overlap: input.overlap,
    jitter_ms: input.jitterMs,
    start_at: input.startMs,
    end_at: input.endMs,
    max_runs: input.maxRuns,
    reset_runs_on_activation: input.resetRunsOnActivation ? 1 : 0,
    pause_after_failures: input.pauseAfterFailures,
  };
  if (input.kind !== "interval") return columns;
  // Saving an interval again without naming its anchor keeps the rhythm it has.
  const kept = current?.every_ms === input.everyMs ? current.anchor_at : null;
  return { ...columns, anchor_at: input.anchorMs ?? kept ?? now };
}

function sameColumns(row: ScheduleRow, columns: ScheduleColumns): boolean {
  return (Object.keys(columns) as (keyof ScheduleColumns)[]).every((key) => row[key] === columns[key]);
}
