import { CroniumError } from "../../shared/errors.ts";
import type { ScheduleInput } from "../../shared/schedule.ts";
import type { EventStatus } from "../../shared/words.ts";
import { compileSchedule, nextDue } from "../schedule/due.ts";
import { accountForSchedule, type LedgerParts } from "../schedule/ledger.ts";
import { toSchedule } from "../schedule/stored-schedule.ts";
import { advanceSchedule, closeSchedule, insertSchedule, openSchedule } from "../store/schedules.ts";
import type { Database, ScheduleRow } from "../store/tables.ts";

type ScheduleColumns = Omit<
  ScheduleRow,
  "id" | "event_id" | "active" | "cursor_at" | "next_due_at" | "opened_at" | "closed_at" | "closed_because"
>;

/**
 * Gives an event its schedule from `now` on. Everything the former schedule had due until now is accounted for first,
 * so no instant is lost or doubled at the seam; then it is closed and keeps its ledger.
 */
export async function changeSchedule(
  transaction: Database,
  parts: LedgerParts,
  eventId: number,
  status: EventStatus,
  input: ScheduleInput | null,
  now: number,
): Promise<void> {
  const current = await openSchedule(transaction, eventId);
  const columns = input === null ? undefined : toColumns(input, current, now);
  if (current !== undefined) await settleUntil(transaction, parts, current, now);
  if (
    current !== undefined &&
    columns !== undefined &&
    sameColumns(current, columns) &&
    (current.active === 1) === (status === "ACTIVE")
  ) {
    await activate(transaction, { ...current, ...columns }, status, now);
    return;
  }
  if (current !== undefined) await closeSchedule(transaction, current.id, "edited", now);
  if (columns === undefined) return;
  const row = {
    ...columns,
    event_id: eventId,
    active: status === "ACTIVE" ? 1 : 0,
    cursor_at: now,
    next_due_at: null,
    opened_at: now,
    closed_at: null,
    closed_because: null,
  };
  const id = await insertSchedule(transaction, row);
  await activate(transaction, { ...row, id }, status, now);
}

/** The schedule rests while its event is not active, and starts from now when it becomes so. */
async function activate(transaction: Database, schedule: ScheduleRow, status: EventStatus, now: number): Promise<void> {
  const next = status === "ACTIVE" ? nextDue(compileSchedule(toSchedule(schedule)), now) : null;
  await advanceSchedule(transaction, schedule.id, now, next);
}

/** Writes the ledger up to now; a schedule that rests has nothing to account for. */
async function settleUntil(
  transaction: Database,
  parts: LedgerParts,
  schedule: ScheduleRow,
  now: number,
): Promise<void> {
  let current: ScheduleRow | undefined = schedule;
  while (current?.next_due_at !== null && current !== undefined && current.next_due_at <= now) {
    const turn = await accountForSchedule(transaction, parts, current, now);
    if (turn.complete) return;
    current = await openSchedule(transaction, schedule.event_id);
  }
}

/** @throws CroniumError `invalid_input` whose field is that of the event form, such as `schedule.cron` */
export function checkSchedule(input: ScheduleInput, now: number): void {
  try {
    compileSchedule(toSchedule(toColumns(input, undefined, now)));
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
