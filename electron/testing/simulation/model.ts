import type { ScheduleInput } from "../../../shared/schedule.ts";
import type { EventStatus } from "../../../shared/words.ts";
import { isBlocked } from "./calendar-oracle.ts";
import { dueIn, firstDueIn } from "./due-oracle.ts";
import type { Blocking, ExpectedRow } from "./model-decide.ts";
import { underWay, waiting, type Model, type ModelEvent, type ModelJob, type ModelSchedule } from "./model-state.ts";
import type { Holding } from "./scenario.ts";

/** What the ledger has to say of an event's undecided instants when they are decided now. */
export function expectRows(model: Model, event: ModelEvent, now: number): ExpectedRow[] {
  const { schedule } = event;
  if (schedule === undefined || nextDueOf(schedule, now) === undefined) return [];
  return model.decide({
    policies: schedule.input,
    servers: event.servers,
    due: dueIn(schedule.input, schedule.accountedUntil, now),
    now,
    runCount: event.runCount,
    underWay: underWay(event).length,
    waiting: waiting(event).length,
    blockingAt: (instantMs) => blockingAt(model, event, instantMs),
  });
}

/** The first undecided instant up to `untilMs`, epoch milliseconds. */
export function nextDueOf(schedule: ModelSchedule, untilMs: number): number | undefined {
  if (!schedule.active) return undefined;
  const { next, accountedUntil, input } = schedule;
  if (next?.dueMs !== undefined) return next.dueMs <= untilMs ? next.dueMs : undefined;
  const from = next?.searchedUntil ?? accountedUntil;
  if (untilMs <= from) return undefined;
  schedule.next = { dueMs: firstDueIn(input, from, untilMs), searchedUntil: untilMs };
  return schedule.next.dueMs;
}

/**
 * Rows of the ledger are there, and with them the jobs that were made for them.
 * @returns jobs that were cancelled while they waited, because others replace them
 */
export function takeRows(
  event: ModelEvent,
  rows: readonly { readonly expected: ExpectedRow; readonly id: number; readonly jobId: string | null }[],
): readonly ModelJob[] {
  const cancelled: ModelJob[] = [];
  for (const { expected, id, jobId } of rows) {
    if (expected.job === undefined || jobId === null) continue;
    for (const job of expected.job.replaces ? [...waiting(event)] : []) {
      event.jobs.delete(job.id);
      cancelled.push(job);
    }
    for (const job of expected.job.replaces ? underWay(event) : []) job.cancelRequested = true;
    event.runCount += 1;
    event.jobsMade += 1;
    event.jobs.set(jobId, {
      id: jobId,
      status: "queued",
      exclusive: expected.job.exclusive,
      availableAt: 0,
      cancelRequested: false,
      number: event.jobsMade,
      attempt: 0,
      endsAt: undefined,
      occurrenceId: id,
    });
  }
  return cancelled;
}

/** Everything due up to an instant is in the ledger. */
export function accountUntil(event: ModelEvent, untilMs: number): void {
  const { schedule } = event;
  if (schedule === undefined || untilMs <= schedule.accountedUntil) return;
  const { next } = schedule;
  const isStillNext = next !== undefined && (next.dueMs ?? next.searchedUntil) > untilMs;
  schedule.accountedUntil = untilMs;
  if (schedule.active) event.accountedHigh = Math.max(event.accountedHigh, untilMs);
  schedule.next = isStillNext ? next : undefined;
}

/** A new version of an event's schedule is in force; its id becomes known when the program is asked. */
export function openVersion(event: ModelEvent, input: ScheduleInput | null, status: EventStatus, now: number): void {
  const before = event.schedule;
  event.status = status;
  if (input === null) {
    event.schedule = undefined;
    return;
  }
  event.schedule = {
    id: 0,
    input: withAnchor(input, before, now),
    active: status === "ACTIVE",
    openedAt: now,
    // Instants that the version before has accounted for are not due again after the clock was set back.
    accountedUntil: Math.max(now, before?.active === true ? before.accountedUntil : now),
    next: undefined,
  };
}

/** The program itself pauses an event, and opens a version by which nothing is due. */
export function pauseByProgram(model: Model, event: ModelEvent, now: number): void {
  model.pauses += 1;
  event.pausedByProgram = true;
  // Who edits it meanwhile is to see that first.
  event.version += 1;
  openVersion(event, event.schedule?.input ?? null, "PAUSED", now);
}

/** An interval without an anchor keeps its rhythm, or begins when it is saved. */
export function withAnchor(input: ScheduleInput, before: ModelSchedule | undefined, now: number): ScheduleInput {
  if (input.kind !== "interval" || input.anchorMs !== undefined) return input;
  const kept = before?.input.kind === "interval" && before.input.everyMs === input.everyMs ? before.input : undefined;
  return { ...input, anchorMs: kept?.anchorMs ?? now };
}

/** A job of the event has ended for good. @returns true when the event is to be paused */
export function countEnd(event: ModelEvent, status: string): boolean {
  if (status === "completed") event.failureStreak = 0;
  if (!["failed", "timeout", "partial"].includes(status)) return false;
  event.failureStreak += 1;
  const limit = event.schedule?.input.pauseAfterFailures ?? null;
  return limit !== null && event.failureStreak >= limit && event.status === "ACTIVE";
}

/** The maximum of runs has been made. */
export function isUsedUp(event: ModelEvent): boolean {
  return event.runCount >= (event.schedule?.input.maxRuns ?? Infinity);
}

/** What the calendars say about starting an event at an instant. */
function blockingAt(model: Model, event: ModelEvent, instantMs: number): Blocking {
  const whole: string[] = [];
  const servers = new Map<number, string[]>();
  for (const { name, draft } of model.calendars.values()) {
    const holds = draft.holds.filter((holding) => concerns(model, event, holding));
    if (holds.length === 0 || !isBlocked(draft, instantMs)) continue;
    if (holds.some((holding) => holding.kind !== "server")) whole.push(name);
    for (const holding of holds) {
      if (holding.kind === "server") servers.set(holding.server, [...(servers.get(holding.server) ?? []), name]);
    }
  }
  return { whole, servers };
}

function concerns(model: Model, event: ModelEvent, holding: Holding): boolean {
  switch (holding.kind) {
    case "everything":
      return true;
    case "event":
      return model.events.get(holding.event) === event;
    case "tag":
      return event.tags.includes(holding.tag);
    case "server":
      return event.servers.includes(holding.server);
  }
}
