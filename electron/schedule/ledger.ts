import type { Ids } from "../base/ids.ts";
import { buildJobDefinition } from "../queue/build-definition.ts";
import { enqueueJob } from "../queue/enqueue.ts";
import { requestCancel } from "../queue/job-actions.ts";
import type { JobDefinition } from "../queue/job-definition.ts";
import { findEvent } from "../store/events.ts";
import { unfinishedJobs } from "../store/jobs.ts";
import { advanceSchedule } from "../store/schedules.ts";
import type { Database, EventRow, ScheduleRow } from "../store/tables.ts";
import { decideOccurrences, jitterOf } from "./decide.ts";
import { appendOccurrences } from "./ledger-append.ts";
import { dueBetween, nextDue, previousDue, type CompiledSchedule } from "./due.ts";

/** A long absence is written in portions of this many rows, so that no transaction holds the database for long. */
const rowsPerTurn = 2_000;

export interface LedgerParts {
  readonly ids: Ids;
  readonly compile: (row: ScheduleRow) => CompiledSchedule;
}

export interface LedgerTurn {
  readonly queued: number;
  /** Unfinished jobs that were asked to end, for the dispatcher to stop. */
  readonly replaced: readonly string[];
  /** The oldest instant accounted for in this turn, epoch milliseconds. */
  readonly oldest: number | undefined;
  readonly complete: boolean;
}

/**
 * Accounts for every due instant of a schedule up to `now`: one ledger row each, jobs for those that won, and the
 * cursor moved on, all in the caller's transaction.
 */
export async function accountForSchedule(
  transaction: Database,
  { ids, compile }: LedgerParts,
  schedule: ScheduleRow,
  now: number,
): Promise<LedgerTurn> {
  const compiled = compile(schedule);
  const due = dueBetween(compiled, schedule.cursor_at, now, rowsPerTurn);
  const complete = due.length < rowsPerTurn;
  const upTo = complete ? Math.max(now, schedule.cursor_at) : (due.at(-1) ?? now);
  const event = await findEvent(transaction, schedule.event_id);
  if (event === undefined || due.length === 0) {
    await advanceSchedule(transaction, schedule.id, upTo, nextDue(compiled, upTo));
    return { queued: 0, replaced: [], oldest: undefined, complete };
  }

  const unfinished = await unfinishedJobs(transaction, event.id);
  const decisions = decideOccurrences({
    due,
    now,
    newest: previousDue(compiled, now + 1) ?? now,
    catchUpFrom: schedule.missed === "all" ? nthBefore(compiled, now, schedule.missed_cap) : now,
    policies: { missed: schedule.missed, missedWindowMs: schedule.missed_window_ms, overlap: schedule.overlap },
    underWay: unfinished.filter((job) => job.status !== "queued").length,
    waiting: unfinished.filter((job) => job.status === "queued").length,
  });

  const definition = decisions.some((decided) => decided.job)
    ? await buildJobDefinition(transaction, event)
    : undefined;
  const replaced: string[] = [];
  const ledger = await appendOccurrences(transaction);
  let queued = 0;
  for (const decided of decisions) {
    let jobId: string | null = null;
    if (decided.job !== undefined && definition !== undefined) {
      if (decided.job.replaces) replaced.push(...(await cancelUnfinished(transaction, event.id, now)));
      jobId = await enqueueOccurrence(transaction, ids, {
        event,
        definition,
        schedule,
        now,
        ...decided,
        ...decided.job,
      });
    }
    if (jobId !== null) queued += 1;
    ledger.add({
      id: ledger.nextId,
      schedule_id: schedule.id,
      event_id: event.id,
      event_name: event.name,
      due_at: decided.dueAt,
      decided_at: now,
      decision: decided.decision,
      cause: "on_time",
      reason: decided.reason,
      calendar: null,
      absence_id: null,
      job_id: jobId,
    });
  }
  await ledger.write();
  await advanceSchedule(transaction, schedule.id, upTo, nextDue(compiled, upTo));
  return { queued, replaced, oldest: due[0], complete };
}

interface OccurrenceJob {
  readonly event: EventRow;
  readonly definition: JobDefinition;
  readonly schedule: ScheduleRow;
  readonly now: number;
  readonly dueAt: number;
  readonly exclusive: boolean;
}

function enqueueOccurrence(transaction: Database, ids: Ids, job: OccurrenceJob): Promise<string> {
  const { event, definition, schedule, now, dueAt, exclusive } = job;
  return enqueueJob(transaction, ids, {
    event,
    definition,
    priority: event.priority,
    source: "schedule",
    now,
    dueAt,
    availableAt: Math.max(now, dueAt + jitterOf(schedule.id, dueAt, schedule.jitter_ms)),
    exclusive,
    idempotencyKey: `schedule:${String(schedule.id)}:${String(dueAt)}`,
  });
}

async function cancelUnfinished(transaction: Database, eventId: number, now: number): Promise<string[]> {
  const jobs = await unfinishedJobs(transaction, eventId);
  for (const job of jobs) await requestCancel(transaction, job.id, now, "program");
  return jobs.map((job) => job.id);
}

/** The `count`-th due instant counted back from `now`, or the first there is. */
function nthBefore(compiled: CompiledSchedule, now: number, count: number): number {
  let at = now + 1;
  for (let step = 0; step < count; step++) {
    const before = previousDue(compiled, at);
    if (before === null) break;
    at = before;
  }
  return at;
}
