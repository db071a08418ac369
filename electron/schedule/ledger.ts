import type { Ids } from "../base/ids.ts";
import { queuedJob } from "../queue/enqueue.ts";
import { requestCancel } from "../queue/job-actions.ts";
import type { JobDefinition } from "../queue/job-definition.ts";
import { addRunCounts, dueEvents, unfinishedCounts, type DueEvent, type UnfinishedCount } from "../store/due-events.ts";
import { insertJobs, unfinishedJobs, type QueuedJob } from "../store/jobs.ts";
import { advanceSchedules } from "../store/schedules.ts";
import type { Database, ScheduleRow } from "../store/tables.ts";
import type { Holding } from "./calendar-holds.ts";
import { findCatchUpStart, punctualMs } from "./catch-up-start.ts";
import { decideOccurrences, type DecidedJob, type DecidedOccurrence } from "./decide.ts";
import { replacedWords, runsUsedUpWords } from "./decision-words.ts";
import { dueBetween, nextDue, type CompiledSchedule } from "./due.ts";
import { jitterOf } from "./jitter.ts";
import { absenceOf, type AbsenceNote, type AbsenceWatch } from "./ledger-absence.ts";
import { appendOccurrences } from "./ledger-append.ts";
import { readDefinition, type DefinitionSource } from "./ledger-definitions.ts";
import { openHoldings } from "./ledger-holdings.ts";
import { recordOutcome } from "./ledger-outcomes.ts";
import { pauseByProgram } from "./ledger-versions.ts";
import type { CalendarBook } from "./stored-calendars.ts";

/** A long absence is written in portions, so that no transaction holds the database for long. Rows per transaction. */
const rowsPerTurn = 4_000;
/** However many schedules share a portion, each gets this many rows of it. */
const fewestRows = 10;

export interface LedgerParts {
  readonly ids: Ids;
  readonly compile: (row: ScheduleRow) => CompiledSchedule;
  readonly calendars: (database: Database) => Promise<CalendarBook>;
  readonly absences: AbsenceWatch;
}

export interface LedgerTurn {
  readonly queued: number;
  /** Unfinished jobs that were asked to end, for the dispatcher to stop. */
  readonly replaced: readonly string[];
  /** The oldest instant accounted for in this turn, epoch milliseconds. */
  readonly oldest: number | undefined;
  /** False when more was due than fits into one turn. */
  readonly complete: boolean;
  /** Events that were paused: all their runs have been made. */
  readonly paused: readonly number[];
}

export interface LedgerTurnOptions {
  /** Where the definitions of jobs come from. Read afresh when absent. */
  readonly definitions?: DefinitionSource | undefined;
  /** A time up to now in which the program could not act. */
  readonly absence?: AbsenceNote | undefined;
}

/** A schedule, what is due by it, and what becomes of that. */
interface Account {
  readonly schedule: ScheduleRow;
  readonly compiled: CompiledSchedule;
  readonly due: readonly number[];
  readonly upTo: number;
  readonly complete: boolean;
  readonly event: DueEvent | undefined;
  readonly decided: readonly DecidedOccurrence[];
}

/**
 * Accounts for every due instant of open schedules up to `now`: one ledger row each, jobs for those that won, cursors
 * moved on, and events paused whose runs are used up, all in the caller's transaction and with as many statements for
 * a thousand schedules as for one. What does not fit into one turn is left for the next.
 */
export async function accountForSchedules(
  transaction: Database,
  parts: LedgerParts,
  schedules: readonly ScheduleRow[],
  now: number,
  { definitions = readDefinition, absence }: LedgerTurnOptions = {},
): Promise<LedgerTurn> {
  const accounts = await decideAll(transaction, parts, schedules, now);
  const writer = await openWriter(transaction, parts, now, definitions);
  const made = new Map<number, number>();
  let absenceId: number | undefined;
  for (const account of accounts) {
    const { event, schedule, decided } = account;
    if (event === undefined) continue;
    for (const occurrence of decided) {
      const late = now - occurrence.dueAt > punctualMs;
      if (late) absenceId = await absenceOf(transaction, absence, absenceId, occurrence.dueAt);
      const isAway = late && absence !== undefined && occurrence.dueAt <= absence.untilAt;
      if (await writer.write(schedule, event, occurrence, isAway ? (absenceId ?? null) : null)) {
        made.set(event.id, (made.get(event.id) ?? 0) + 1);
      }
    }
  }
  await writer.finish();
  await addRunCounts(transaction, made);
  await advanceSchedules(
    transaction,
    accounts.map(({ schedule, compiled, upTo }) => ({
      id: schedule.id,
      cursorAt: upTo,
      nextDueAt: nextDue(compiled, upTo),
    })),
  );
  const paused: number[] = [];
  for (const { schedule, event, complete } of accounts) {
    if (event === undefined || !complete || schedule.max_runs === null) continue;
    if (event.run_count + (made.get(event.id) ?? 0) < schedule.max_runs) continue;
    await pauseByProgram(transaction, event, runsUsedUpWords(schedule.max_runs), now);
    paused.push(event.id);
  }
  const oldest = accounts.reduce((earliest, { due }) => Math.min(earliest, due[0] ?? Infinity), Infinity);
  return {
    queued: [...made.values()].reduce((sum, count) => sum + count, 0),
    replaced: writer.replaced,
    oldest: oldest === Infinity ? undefined : oldest,
    complete: accounts.every((account) => account.complete),
    paused,
  };
}

async function decideAll(
  transaction: Database,
  { compile, calendars }: LedgerParts,
  schedules: readonly ScheduleRow[],
  now: number,
): Promise<readonly Account[]> {
  const share = Math.max(fewestRows, Math.floor(rowsPerTurn / Math.max(1, schedules.length)));
  const found = schedules.map((schedule) => {
    const compiled = compile(schedule);
    const due = dueBetween(compiled, schedule.cursor_at, now, share);
    const complete = due.length < share;
    const upTo = complete ? Math.max(now, schedule.cursor_at) : (due.at(-1) ?? now);
    return { schedule, compiled, due, complete, upTo };
  });
  const withDue = found.filter(({ due }) => due.length > 0).map(({ schedule }) => schedule);
  const events = await dueEvents(transaction, withDue.map(eventIdOf));
  const unfinished = await unfinishedCounts(
    transaction,
    withDue.filter((schedule) => schedule.overlap !== "allow").map(eventIdOf),
  );
  const holdings = await openHoldings(transaction, await calendars(transaction), [...events.values()]);
  return found.map((account) => {
    const { event_id: eventId } = account.schedule;
    const event = events.get(eventId);
    if (event === undefined) return { ...account, event, decided: [] };
    const decided = decide(account, event, now, unfinished.get(eventId), holdings.get(eventId));
    return { ...account, event, decided };
  });
}

function eventIdOf(schedule: ScheduleRow): number {
  return schedule.event_id;
}

function decide(
  { schedule, compiled, due }: Pick<Account, "schedule" | "compiled" | "due">,
  event: DueEvent,
  now: number,
  unfinished: UnfinishedCount = { underWay: 0, waiting: 0 },
  holding: Holding | undefined,
): readonly DecidedOccurrence[] {
  const { missed, missed_window_ms: missedWindowMs, missed_cap: missedCap, overlap, timezone } = schedule;
  const maxRuns = schedule.max_runs ?? Infinity;
  const anyLate = due[0] !== undefined && now - due[0] > punctualMs;
  return decideOccurrences({
    due,
    now,
    catchUpFrom: anyLate ? findCatchUpStart(compiled, { now, missed, missedWindowMs, missedCap, holding }) : now,
    policies: { missed, missedWindowMs, overlap, timezone },
    ...unfinished,
    runsLeft: maxRuns - event.run_count,
    maxRuns,
    holding,
  });
}

interface LedgerWriter {
  /** @returns whether a job is made for it */
  write(
    schedule: ScheduleRow,
    event: DueEvent,
    occurrence: DecidedOccurrence,
    absenceId: number | null,
  ): Promise<boolean>;
  finish(): Promise<void>;
  readonly replaced: readonly string[];
}

/** Collects ledger rows and jobs, and writes them together. */
async function openWriter(
  transaction: Database,
  { ids }: Pick<LedgerParts, "ids">,
  now: number,
  definitions: DefinitionSource,
): Promise<LedgerWriter> {
  const ledger = await appendOccurrences(transaction);
  const replaced: string[] = [];
  let jobs: QueuedJob[] = [];

  async function writeJobs(): Promise<void> {
    const queued = jobs;
    jobs = [];
    await insertJobs(transaction, queued);
  }

  async function makeJob(
    schedule: ScheduleRow,
    event: DueEvent,
    dueAt: number,
    decided: DecidedJob,
  ): Promise<QueuedJob | undefined> {
    const definition = await definitions(transaction, event);
    if (definition === undefined) return undefined;
    const job = queuedJob(ids, {
      event,
      definition: without(definition, decided.servers),
      priority: event.priority,
      source: "schedule",
      now,
      dueAt,
      occurrenceId: ledger.nextId,
      availableAt: Math.max(now, dueAt + jitterOf(schedule.id, dueAt, schedule.jitter_ms)),
      exclusive: decided.exclusive,
      idempotencyKey: `schedule:${String(schedule.id)}:${String(dueAt)}`,
    });
    if (decided.replaces) {
      // What was queued in this very turn may be what is replaced.
      await writeJobs();
      const because = replacedWords(job.id, dueAt, schedule.timezone);
      replaced.push(...(await cancelUnfinished(transaction, event.id, now, because)));
    }
    return job;
  }

  return {
    replaced,
    async write(schedule, event, { dueAt, job: decidedJob, ...decided }, absenceId) {
      const job = decidedJob === undefined ? undefined : await makeJob(schedule, event, dueAt, decidedJob);
      if (job !== undefined) jobs.push(job);
      ledger.add({
        id: ledger.nextId,
        schedule_id: schedule.id,
        event_id: event.id,
        event_name: event.name,
        due_at: dueAt,
        decided_at: now,
        ...decided,
        absence_id: absenceId,
        job_id: job?.id ?? null,
      });
      return job !== undefined;
    },
    async finish() {
      await ledger.write();
      await writeJobs();
    },
  };
}

/** A job on fewer servers names those that are left, so that a group is not looked up again. */
function without(definition: JobDefinition, servers: readonly number[] | undefined): JobDefinition {
  return servers === undefined
    ? definition
    : { ...definition, run: { on: "servers", serverIds: [...servers], groups: [] } };
}

async function cancelUnfinished(
  transaction: Database,
  eventId: number,
  now: number,
  because: string,
): Promise<string[]> {
  const jobs = await unfinishedJobs(transaction, eventId);
  for (const job of jobs) await requestCancel(transaction, job.id, now, "program", [recordOutcome], { because });
  return jobs.map((job) => job.id);
}
