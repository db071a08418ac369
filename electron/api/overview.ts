import type { Overview } from "../../shared/system.ts";
import type { JobStatus } from "../../shared/words.ts";
import { countOpenAbsences } from "../store/absences.ts";
import { countEvents } from "../store/events.ts";
import { finishedSince } from "../store/job-counts.ts";
import { listJobs } from "../store/job-list.ts";
import { countMissedSince } from "../store/occurrences.ts";
import { nextDueThere, type DueThere } from "../store/due-there.ts";
import { upcomingSchedules } from "../store/schedules.ts";
import { listServers } from "../store/servers.ts";
import type { ApiContext } from "./context.ts";
import { summariseJobs } from "./job-reports.ts";
import { summariseJob } from "./job-views.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** How many lines each list of the dashboard has. */
const listed = 8;

type Bucket = "completed" | "failed" | "other";

function bucketOf(status: JobStatus): Bucket {
  if (status === "completed") return "completed";
  return status === "cancelled" ? "other" : "failed";
}

/** What opens the dashboard, for the 24 hours before now. */
export async function readOverview(context: Pick<ApiContext, "store" | "clock" | "vault">): Promise<Overview> {
  const database = context.store.read;
  const now = context.clock.now();
  // Whole hours, so that the picture does not shift under the reader.
  const firstHour = Math.floor(now / hourMs) * hourMs - 23 * hourMs;
  const [events, servers, finished, running, attention, next, there, missed, absences] = await Promise.all([
    countEvents(database),
    listServers(database),
    finishedSince(database, firstHour),
    listJobs(database, { statuses: ["running", "claimed"], limit: listed }),
    listJobs(database, { statuses: ["needs_attention"], limit: listed }),
    upcomingSchedules(database, listed),
    nextDueThere(database, now),
    countMissedSince(database, now - dayMs),
    countOpenAbsences(database),
  ]);
  const hours = Array.from({ length: 24 }, (_, index) => ({
    fromMs: firstHour + index * hourMs,
    completed: 0,
    failed: 0,
    other: 0,
  }));
  const lastDay = { completed: 0, failed: 0, other: 0 };
  for (const row of finished) {
    const bucket = bucketOf(row.status);
    const hour = hours[row.hour];
    if (hour !== undefined) hour[bucket] += row.count;
    lastDay[bucket] += row.count;
  }
  return {
    events: {
      total: Object.values(events).reduce((sum, count) => sum + count, 0),
      active: events.ACTIVE ?? 0,
      paused: events.PAUSED ?? 0,
      draft: events.DRAFT ?? 0,
    },
    servers: {
      total: servers.length,
      online: servers.filter((server) => server.status === "online").length,
      trouble: servers.filter((server) => server.status !== "online" && server.status !== "unknown").length,
    },
    lastDay,
    hours,
    running: await summariseJobs(context, running.slice(0, listed)),
    attention: attention.slice(0, listed).map((job) => summariseJob(job)),
    next: mergeNext(next, there, now),
    missedLastDay: missed,
    absences,
  };
}

/** What this computer decides of next, and what servers do that have a schedule; each event once. */
function mergeNext(
  here: Awaited<ReturnType<typeof upcomingSchedules>>,
  there: readonly DueThere[],
  now: number,
): Overview["next"] {
  const left = new Set(there.map((row) => row.event_id));
  const own = here.filter((row) => !left.has(row.event_id)).map((row) => ({ ...row, due_at: row.next_due_at ?? now }));
  return [...there, ...own.map((row) => ({ ...row, server_name: undefined }))]
    .sort((first, second) => first.due_at - second.due_at)
    .slice(0, listed)
    .map((row) => ({
      eventId: row.event_id,
      eventName: row.event_name,
      dueAt: row.due_at,
      timezone: row.timezone,
      server: row.server_name,
    }));
}
