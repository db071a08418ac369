import type { BlockedInstant, ComparisonFields, RunsEnd, ScheduleComparison } from "../../shared/forecast.ts";
import type { ScheduleTimes } from "../../shared/schedule.ts";
import { CroniumError } from "../../shared/errors.ts";
import { runSteps } from "../base/run-steps.ts";
import { dueServers } from "../store/due-events.ts";
import { findEvent } from "../store/events.ts";
import { openSchedule } from "../store/schedules.ts";
import type { EventRow } from "../store/event-tables.ts";
import type { ScheduleRow } from "../store/tables.ts";
import { compareSteps, type PlacedSchedule } from "./compare-schedules.ts";
import { compileSchedule } from "./due.ts";
import { chosenServers } from "./event-servers.ts";
import { judgeStart, type HoldingCalendars } from "./holding-calendars.ts";
import { findRunsEnd } from "./runs-end.ts";
import { toEngineSchedule } from "./schedule-times.ts";
import {
  eventServers,
  holdingOf,
  readForecastWorld,
  type ForecastParts,
  type StoredServer,
} from "./stored-forecast.ts";

const dayMs = 86_400_000;

/**
 * What saving a schedule would change: against the stored schedule of the event that is edited, whatever its status,
 * and beside all other active events.
 * @throws CroniumError `invalid_input` naming the field of the schedule that cannot be used; `not_found`
 */
export async function readComparison(
  parts: ForecastParts,
  input: ComparisonFields,
): Promise<Extract<ScheduleComparison, { ok: true }>> {
  const { clock, book } = parts;
  const nowMs = clock.now();
  const fromMs = input.fromMs ?? nowMs;
  const { eventId, after, place } = input;
  const stored = eventId === undefined ? undefined : await readStored(parts, eventId);
  // Compiled before anything else is read: a form asks at every key, and most of what is typed is not finished.
  const compiled = compileSchedule(toEngineSchedule(after, anchorOf(after, stored?.schedule) ?? nowMs));
  const { events, servers } = await readForecastWorld(parts);
  const serverIds = chosenServers(place.serverIds, place.groups, servers).map(({ id }) => id);
  const isLocal = place.serverIds.length === 0 && place.groups.length === 0;
  return runSteps(
    clock,
    compareSteps({
      nowMs,
      fromMs,
      untilMs: fromMs + input.days * dayMs,
      before: stored?.schedule && (await placeStored(parts, stored.event, stored.schedule, servers)),
      after: {
        compiled,
        timezone: after.timezone,
        serverIds,
        isLocal,
        calendars: holdingOf(book, { eventId, tags: place.tags, serverIds }),
      },
      others: events.filter((event) => event.id !== eventId),
    }),
  );
}

/** Which of these instants calendars keep an event from starting at, ascending. @throws `not_found` */
export async function readBlocked(
  parts: ForecastParts,
  eventId: number,
  instants: readonly number[],
): Promise<BlockedInstant[]> {
  const { event } = await readStored(parts, eventId);
  if (parts.book.isEmpty) return [];
  const serverIds = await eventServers(parts.database, event, await dueServers(parts.database));
  const tags = JSON.parse(event.tags) as string[];
  const holding = holdingOf(parts.book, { eventId, tags, serverIds });
  if (holding === undefined) return [];
  return runSteps(parts.clock, judgeSteps(holding, serverIds, instants));
}

/**
 * Where an event makes the last run it may make, if it does so up to an instant; of one that is not active as if it
 * were activated now.
 * @param untilMs epoch milliseconds
 * @throws `not_found`
 */
export async function readRunsEnd(
  parts: ForecastParts,
  eventId: number,
  untilMs: number,
): Promise<RunsEnd | undefined> {
  const { database, clock, compile, book } = parts;
  const { event, schedule } = await readStored(parts, eventId);
  if (schedule === undefined || schedule.max_runs === null) return undefined;
  const isActive = schedule.active === 1;
  const startsAnew = !isActive && schedule.reset_runs_on_activation === 1;
  const serverIds = await eventServers(database, event, await dueServers(database));
  const question = {
    compiled: compile(schedule),
    calendars: holdingOf(book, { eventId, tags: JSON.parse(event.tags) as string[], serverIds }),
    serverIds,
    runsLeft: schedule.max_runs - (startsAnew ? 0 : event.run_count),
    accountedUntilMs: isActive ? schedule.cursor_at : clock.now(),
  };
  return runSteps(clock, findRunsEnd(question, untilMs));
}

/** One after the other: what a calendar found out for an instant saves looking at the next. */
function* judgeSteps(
  holding: HoldingCalendars,
  serverIds: readonly number[],
  instants: readonly number[],
): Generator<void, BlockedInstant[], void> {
  const blocked: BlockedInstant[] = [];
  for (const atMs of new Set([...instants].sort((left, right) => left - right))) {
    const block = judgeStart(holding, serverIds, atMs)?.block;
    if (block !== undefined) blocked.push({ atMs, calendar: block.calendar, untilMs: block.untilMs });
    yield;
  }
  return blocked;
}

async function readStored(
  { database }: ForecastParts,
  eventId: number,
): Promise<{ readonly event: EventRow; readonly schedule: ScheduleRow | undefined }> {
  const event = await findEvent(database, eventId);
  if (event === undefined) throw new CroniumError("not_found", "There is no such event");
  return { event, schedule: await openSchedule(database, eventId) };
}

async function placeStored(
  { database, compile, book }: ForecastParts,
  event: EventRow,
  schedule: ScheduleRow,
  servers: readonly StoredServer[],
): Promise<PlacedSchedule> {
  const serverIds = await eventServers(database, event, servers);
  const tags = JSON.parse(event.tags) as string[];
  return {
    compiled: compile(schedule),
    timezone: schedule.timezone,
    serverIds,
    isLocal: event.run_on !== "servers",
    calendars: holdingOf(book, { eventId: event.id, tags, serverIds }),
  };
}

/** An interval that is saved again without an anchor keeps its rhythm. */
function anchorOf(after: ScheduleTimes, stored: ScheduleRow | undefined): number | undefined {
  if (after.kind !== "interval" || after.everyMs !== stored?.every_ms) return undefined;
  return stored.anchor_at ?? undefined;
}
