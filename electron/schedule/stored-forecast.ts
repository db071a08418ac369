import type { Forecast, ForecastInput } from "../../shared/forecast.ts";
import { nextTurn, type Clock } from "../base/clock.ts";
import { runSteps } from "../base/run-steps.ts";
import { dueServers } from "../store/due-events.ts";
import {
  activeEventIds,
  listEventServers,
  listForecastEvents,
  recentDurations,
  type ForecastRowPair,
} from "../store/forecast-events.ts";
import { eventServerIds } from "../store/events.ts";
import type { Database, ScheduleRow } from "../store/tables.ts";
import type { CompiledSchedule } from "./due.ts";
import { serversOfEvent } from "./event-servers.ts";
import { forecastSteps } from "./forecast.ts";
import { usualLimits, type ForecastEvent } from "./forecast-question.ts";
import { isReadable } from "./stored-set-aside.ts";
import type { CalendarBook, CalendarSubject } from "./stored-calendars.ts";

/** What reading stored events for a forecast needs. */
export interface ForecastParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly compile: (row: ScheduleRow) => CompiledSchedule;
  readonly book: CalendarBook;
}

/** All active events as a forecast sees them, and what their servers are called. */
export interface ForecastWorld {
  readonly events: readonly (ForecastEvent & { readonly tags: readonly string[] })[];
  readonly servers: readonly StoredServer[];
}

export interface StoredServer {
  readonly id: number;
  readonly name: string;
  readonly groups: readonly string[];
}

/** Usual durations are read for so many events at once. */
const eventsPerQuery = 1_000;

/** Forecasts what the stored, active events start, without holding up others for long. */
export async function readForecast(parts: ForecastParts, input: ForecastInput): Promise<Forecast> {
  const durations = await usualDurations(parts.database);
  const { events, servers } = await readForecastWorld(parts, durations);
  const ids = input.eventIds === undefined ? undefined : new Set(input.eventIds);
  const isAsked = ({ id, tags }: (typeof events)[number]): boolean =>
    (ids === undefined || ids.has(id)) && (input.tag === undefined || tags.includes(input.tag));
  const question = {
    fromMs: input.fromMs,
    untilMs: input.untilMs,
    by: input.by,
    events: events.filter(isAsked),
    others: events.filter((event) => !isAsked(event)),
    serverNames: new Map(servers.map(({ id, name }) => [id, name])),
    limits: usualLimits,
  };
  return runSteps(parts.clock, forecastSteps(question));
}

/** @param durations how long a run of each event usually takes, milliseconds */
export async function readForecastWorld(
  { database, clock, compile, book }: ForecastParts,
  durations: ReadonlyMap<number, number> = new Map(),
): Promise<ForecastWorld> {
  const [pairs, links, servers] = await Promise.all([
    listForecastEvents(database),
    listEventServers(database),
    dueServers(database),
  ]);
  const named = Map.groupBy(links, (link) => link.event_id);
  function* read(): Generator<void, ForecastWorld["events"], void> {
    const events = [];
    for (const pair of pairs) {
      if (!isReadable(compile, pair.schedule)) continue;
      const ids = (named.get(pair.event.id) ?? []).map((link) => link.server_id);
      events.push(toForecastEvent(pair, idsOf(serversOfEvent(pair.event, ids, servers)), { compile, book, durations }));
      yield;
    }
    return events;
  }
  return { events: await runSteps(clock, read()), servers };
}

function toForecastEvent(
  { event, schedule, leftTo }: ForecastRowPair,
  serverIds: readonly number[],
  {
    compile,
    book,
    durations,
  }: Pick<ForecastParts, "compile" | "book"> & { readonly durations: ReadonlyMap<number, number> },
): ForecastWorld["events"][number] {
  const tags = JSON.parse(event.tags) as string[];
  return {
    id: event.id,
    name: event.name,
    tags,
    compiled: compile(schedule),
    timezone: schedule.timezone,
    leftTo,
    serverIds,
    isLocal: event.run_on !== "servers",
    calendars: holdingOf(book, { eventId: event.id, tags, serverIds }),
    overlap: schedule.overlap,
    runsLeft: schedule.max_runs === null ? Infinity : Math.max(0, schedule.max_runs - event.run_count),
    accountedUntilMs: schedule.cursor_at,
    usualDurationMs: durations.get(event.id),
  };
}

/** The calendars that hold; undefined when none does. */
export function holdingOf(book: CalendarBook, subject: CalendarSubject): ForecastEvent["calendars"] {
  if (book.isEmpty) return undefined;
  const holding = book.of(subject);
  return holding.whole.length === 0 && holding.byServer.size === 0 ? undefined : holding;
}

/** Ids of the servers that one event runs on. */
export async function eventServers(
  database: Database,
  event: ForecastRowPair["event"],
  servers: readonly StoredServer[],
): Promise<readonly number[]> {
  return idsOf(serversOfEvent(event, await eventServerIds(database, event.id), servers));
}

function idsOf(servers: readonly StoredServer[]): readonly number[] {
  return servers.map(({ id }) => id);
}

/** The median of the latest completed jobs of each active event, milliseconds. */
async function usualDurations(database: Database): Promise<ReadonlyMap<number, number>> {
  const ids = await activeEventIds(database);
  const usual = new Map<number, number>();
  for (let start = 0; start < ids.length; start += eventsPerQuery) {
    const rows = await recentDurations(database, ids.slice(start, start + eventsPerQuery));
    for (const [eventId, own] of Map.groupBy(rows, (row) => row.event_id)) {
      const durations = own.map((row) => row.duration).sort((left, right) => left - right);
      usual.set(eventId, durations[Math.floor(durations.length / 2)] ?? 0);
    }
    await nextTurn();
  }
  return usual;
}
