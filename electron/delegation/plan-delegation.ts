import { longestDelegationMs, mostDelegatedRuns, type DelegationInput } from "../../shared/delegation.ts";
import { CroniumError } from "../../shared/errors.ts";
import { scriptTypes } from "../../shared/words.ts";
import { buildJobDefinition } from "../queue/build-definition.ts";
import type { JobDefinition } from "../queue/job-definition.ts";
import type { Holding } from "../schedule/calendar-holds.ts";
import { decideOccurrences, type DecidedOccurrence } from "../schedule/decide.ts";
import { dueBetween } from "../schedule/due.ts";
import { instantText } from "../schedule/instant-text.ts";
import { jitterOf } from "../schedule/jitter.ts";
import type { LedgerParts } from "../schedule/ledger.ts";
import { openDelegationOfEvent } from "../store/delegations.ts";
import { findEvent } from "../store/events.ts";
import type { EventRow } from "../store/event-tables.ts";
import { openSchedule } from "../store/schedules.ts";
import { findServer, serversOf } from "../store/servers.ts";
import type { Database, ScheduleRow, ServerRow } from "../store/tables.ts";

/** The shortest time for which a schedule is worth leaving to anybody, milliseconds. */
const shortestMs = 60_000;

/** What a server would be given, and what not. Epoch milliseconds. */
export interface DelegationPlan {
  readonly event: EventRow;
  readonly version: ScheduleRow;
  readonly server: ServerRow;
  /** What each job of it does: once, on this server. */
  readonly definition: JobDefinition;
  /** Everything due up to here is in the ledger already; later than now where the clock was set back. */
  readonly fromAt: number;
  readonly runs: readonly { readonly dueAt: number; readonly startAt: number }[];
  /** How many instants calendars, or the maximum of runs, keep from the server. */
  readonly heldBack: number;
}

/**
 * Plans what a server is given: everything due from now on that the ledger has not yet, before the end of the time.
 * @throws CroniumError `not_found`, `invalid_input`, `conflict` or `unsupported`, saying why it cannot be left to it
 */
export async function planDelegation(
  database: Database,
  { compile, calendars }: Pick<LedgerParts, "compile" | "calendars">,
  { eventId, serverId, untilAt }: DelegationInput,
  now: number,
): Promise<DelegationPlan> {
  const event = await findEvent(database, eventId);
  if (event === undefined) throw new CroniumError("not_found", `There is no event ${String(eventId)}`);
  const version = await openSchedule(database, eventId);
  if (version === undefined || version.active !== 1 || event.status !== "ACTIVE") {
    throw new CroniumError("conflict", `“${event.name}” has no schedule at work`, {
      remedy: "Give it a schedule and activate it first.",
    });
  }
  await refuseLentTwice(database, eventId);
  const server = await serverOf(database, event, serverId);
  refuseWhatNoServerCan(event, version);
  if (untilAt < now + shortestMs || untilAt > now + longestDelegationMs) {
    throw new CroniumError("invalid_input", "A schedule is left to a server for a minute at least, 31 days at most", {
      remedy: "Choose another end.",
      field: "untilAt",
    });
  }
  const fromAt = Math.max(now, version.cursor_at);
  const due = dueBetween(compile(version), fromAt, untilAt - 1, mostDelegatedRuns + 1);
  const beyond = due[mostDelegatedRuns];
  if (beyond !== undefined) {
    throw new CroniumError(
      "invalid_input",
      `More than ${String(mostDelegatedRuns)} instants are due in that time: a server takes no more at once`,
      { remedy: `Choose an end no later than ${instantText(beyond, version.timezone)}.`, field: "untilAt" },
    );
  }
  const book = await calendars(database);
  const holding = holdingOn(book, event, server);
  const decided = decideGiven({ due, event, version, holding });
  const runs = decided
    .filter(({ job }) => job !== undefined)
    .map(({ dueAt }) => ({ dueAt, startAt: dueAt + jitterOf(version.id, dueAt, version.jitter_ms) }));
  if (runs.length === 0) {
    throw new CroniumError("invalid_input", "Nothing is due in that time that a server could run", {
      remedy: "Choose a later end.",
      field: "untilAt",
    });
  }
  return {
    event,
    version,
    server,
    definition: await definitionThere(database, event, server),
    fromAt,
    runs,
    heldBack: decided.length - runs.length,
  };
}

/** What each job does that a server runs by itself: once, on this server. */
export async function definitionThere(database: Database, event: EventRow, server: ServerRow): Promise<JobDefinition> {
  const built = await buildJobDefinition(database, event);
  return {
    ...built,
    run: { on: "servers", serverIds: [server.id], groups: [] },
    // Nobody repeats a run hours after it was due.
    retries: { ...built.retries, max: 0 },
  };
}

async function refuseLentTwice(database: Database, eventId: number): Promise<void> {
  const other = await openDelegationOfEvent(database, eventId);
  if (other === undefined) return;
  throw new CroniumError("conflict", `The schedule is left to the server ${other.server_name} already`, {
    remedy: "Take it back first.",
  });
}

async function serverOf(database: Database, event: EventRow, serverId: number): Promise<ServerRow> {
  const named = event.run_on === "servers" ? await serversOfEvent(database, event) : [];
  const server = await findServer(database, serverId);
  if (server !== undefined && named.includes(serverId)) return server;
  throw new CroniumError("invalid_input", `“${event.name}” does not run on that server`, {
    remedy: "Choose one of the servers it runs on.",
    field: "serverId",
  });
}

/** Ids of the servers in use that an event runs on, its groups looked up. */
async function serversOfEvent(database: Database, event: EventRow): Promise<readonly number[]> {
  const { run } = await buildJobDefinition(database, event);
  if (run.on !== "servers") return [];
  return (await serversOf(database, run.serverIds, run.groups)).map(({ id }) => id);
}

function refuseWhatNoServerCan(event: EventRow, version: ScheduleRow): void {
  if (!scriptTypes.some((type) => type === event.type)) {
    throw new CroniumError("unsupported", "Only the schedules of scripts can be left to a server");
  }
  if (version.overlap === "allow" || version.overlap === "skip") return;
  const words = version.overlap === "queue" ? "that one run waits for another" : "that a run replaces another";
  throw new CroniumError("unsupported", `The schedule says ${words}: only this program can see to that`, {
    remedy: "Have it skip instants while a run goes on, or allow several, in the schedule's policies; then leave it.",
  });
}

/** What may keep an event from running on one server. */
export function holdingOn(
  book: Awaited<ReturnType<LedgerParts["calendars"]>>,
  event: Pick<EventRow, "id" | "tags">,
  server: { readonly id: number; readonly name: string },
): Holding | undefined {
  if (book.isEmpty) return undefined;
  const tags = JSON.parse(event.tags) as string[];
  const calendars = book.of({ eventId: event.id, tags, serverIds: [server.id] });
  if (calendars.whole.length === 0 && calendars.byServer.size === 0) return undefined;
  return { calendars, servers: [{ id: server.id, name: server.name }] };
}

/** Decides of instants whether anything but chance keeps them from running on time: calendars, the maximum of runs. */
export function decideGiven({
  due,
  event,
  version,
  holding,
}: {
  readonly due: readonly number[];
  readonly event: Pick<EventRow, "run_count">;
  readonly version: ScheduleRow;
  readonly holding: Holding | undefined;
}): readonly DecidedOccurrence[] {
  const first = due[0] ?? 0;
  const maxRuns = version.max_runs ?? Infinity;
  return decideOccurrences({
    due,
    now: first,
    catchUpFrom: first,
    policies: {
      missed: version.missed,
      missedWindowMs: version.missed_window_ms,
      overlap: "allow",
      timezone: version.timezone,
    },
    underWay: 0,
    waiting: 0,
    runsLeft: maxRuns - event.run_count,
    maxRuns,
    holding,
  });
}
