import type { EventSummary, EventView } from "../../shared/event.ts";
import type { JobStatus } from "../../shared/words.ts";
import { viewActions } from "../definitions/event-actions.ts";
import { readEventFields } from "../definitions/event-fields.ts";
import { describeSchedule } from "../schedule/describe.ts";
import { toSchedule, toScheduleInput } from "../schedule/stored-schedule.ts";
import { eventNamesById, eventsThatRun } from "../store/actions.ts";
import { nextDueThere, type DueThere } from "../store/due-there.ts";
import { eventServerIds, listEvents, type EventFilter } from "../store/events.ts";
import { countUnfinishedByEvent, latestJobsByEvent, type UnfinishedCounts } from "../store/jobs.ts";
import { openSchedule } from "../store/schedules.ts";
import { listServers } from "../store/servers.ts";
import type { EventRow } from "../store/event-tables.ts";
import type { Database, JobRow, ScheduleRow } from "../store/tables.ts";

/** How many outcomes the sparkline shows. */
const recentCount = 10;

/** All events that match, each with what a list shows of it, in six queries however many there are. */
export async function summariseEvents(database: Database, filter: EventFilter, now: number): Promise<EventSummary[]> {
  const [events, schedules, jobs, unfinished, targets, there] = await Promise.all([
    listEvents(database, filter),
    database.selectFrom("schedules").selectAll().where("closed_at", "is", null).execute(),
    latestJobsByEvent(database, recentCount),
    countUnfinishedByEvent(database),
    serverNamesByEvent(database),
    dueThereByEvent(database, now),
  ]);
  const scheduleOf = new Map(schedules.map((schedule) => [schedule.event_id, schedule]));
  const jobsOf = Map.groupBy(jobs, (job) => job.event_id);
  return events.map((event) =>
    summarise(event, scheduleOf.get(event.id), jobsOf.get(event.id) ?? [], {
      jobs: unfinished.get(event.id),
      serverNames: targets.get(event.id) ?? [],
      there: there.get(event.id),
    }),
  );
}

export async function viewEvent(database: Database, event: EventRow, now: number): Promise<EventView> {
  const [schedule, own, unfinished, serverIds, servers, there] = await Promise.all([
    openSchedule(database, event.id),
    latestJobsByEvent(database, recentCount, event.id),
    countUnfinishedByEvent(database),
    eventServerIds(database, event.id),
    listServers(database),
    dueThereByEvent(database, now),
  ]);
  const serverNames = servers.filter((server) => serverIds.includes(server.id)).map((server) => server.name);
  const counts = { jobs: unfinished.get(event.id), serverNames, there: there.get(event.id) };
  const summary = summarise(event, schedule, own, counts);
  const fields = await readEventFields(database, event, schedule);
  const scheduleSince = schedule?.opened_at;
  const actions = viewActions(fields.actions, await eventNamesById(database));
  const runAfter = (await eventsThatRun(database, event.id)).map(({ id, name, trigger }) => ({
    eventId: id,
    name,
    when: trigger,
  }));
  return { ...summary, version: event.version, createdAt: event.created_at, scheduleSince, fields, actions, runAfter };
}

function summarise(
  event: EventRow,
  schedule: ScheduleRow | undefined,
  newestFirst: readonly JobRow[],
  counts: {
    readonly jobs: UnfinishedCounts | undefined;
    readonly serverNames: readonly string[];
    readonly there: DueThere | undefined;
  },
): EventSummary {
  const finished = newestFirst.filter((job) => job.finished_at !== null);
  const last = finished[0];
  return {
    id: event.id,
    name: event.name,
    description: event.description,
    type: event.type as EventSummary["type"],
    status: event.status,
    tags: JSON.parse(event.tags) as string[],
    place: event.run_on,
    runsOn: describePlace(event, counts.serverNames),
    schedule: schedule === undefined ? null : toScheduleInput(schedule),
    scheduleWords: schedule === undefined ? "" : describeSchedule(toSchedule(schedule)),
    nextDueAt: counts.there?.due_at ?? schedule?.next_due_at ?? undefined,
    nextDueOn: counts.there?.server_name,
    last:
      last === undefined
        ? undefined
        : { jobId: last.id, status: last.status, at: last.finished_at ?? last.queued_at, durationMs: durationOf(last) },
    recent: finished
      .map((job): { jobId: string; status: JobStatus; durationMs: number | undefined } => ({
        jobId: job.id,
        status: job.status,
        durationMs: durationOf(job),
      }))
      .reverse(),
    unfinished: counts.jobs?.unfinished ?? 0,
    running: counts.jobs?.running ?? 0,
    runCount: event.run_count,
    failureStreak: event.failure_streak,
    pauseReason: event.pause_reason ?? undefined,
    updatedAt: event.updated_at,
  };
}

export function durationOf(job: Pick<JobRow, "started_at" | "finished_at">): number | undefined {
  return job.started_at === null || job.finished_at === null ? undefined : job.finished_at - job.started_at;
}

function describePlace(event: EventRow, serverNames: readonly string[]): string {
  if (event.run_on === "this-computer") return "this computer";
  if (event.run_on === "container") return event.container_image ?? "container";
  const groups = (JSON.parse(event.groups) as string[]).map((group) => `@${group}`);
  return [...serverNames, ...groups].join(", ");
}

async function dueThereByEvent(database: Database, now: number): Promise<ReadonlyMap<number, DueThere>> {
  return new Map((await nextDueThere(database, now)).map((row) => [row.event_id, row]));
}

async function serverNamesByEvent(database: Database): Promise<ReadonlyMap<number, string[]>> {
  const rows = await database
    .selectFrom("event_servers")
    .innerJoin("servers", "servers.id", "event_servers.server_id")
    .select(["event_servers.event_id", "servers.name"])
    .orderBy("servers.name")
    .execute();
  return new Map(
    [...Map.groupBy(rows, (row) => row.event_id)].map(([eventId, named]) => [eventId, named.map((row) => row.name)]),
  );
}
