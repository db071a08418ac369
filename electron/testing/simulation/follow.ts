import type { OccurrenceRow } from "../../store/tables.ts";
import type { RunTarget } from "../../../shared/event.ts";
import { accountUntil, expectRows, isUsedUp, nextDueOf, pauseByProgram, takeRows } from "./model.ts";
import type { ExpectedRow } from "./model-decide.ts";
import type { Model, ModelEvent, ModelJob } from "./model-state.ts";
import type { Observation, OpenSchedule } from "./observe.ts";

/** The program and the model disagree. */
export class DivergenceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DivergenceError";
  }
}

/** What following the program's rows led to. */
export interface Followed {
  /** Jobs that were cancelled while they waited. */
  readonly cancelled: readonly ModelJob[];
  readonly due: number;
}

/**
 * Takes the new rows of the ledger as the model's own, each compared with what the rules say.
 * @param isComplete whether everything due up to now has to be there; else only the beginning of it may be
 * @throws DivergenceError
 */
export function followRows(
  model: Model,
  events: Iterable<ModelEvent>,
  observation: Pick<Observation, "rows" | "jobs">,
  now: number,
  isComplete: (event: ModelEvent) => boolean,
): Followed {
  const left = new Map<number, OccurrenceRow[]>();
  for (const row of observation.rows) left.set(row.event_id, [...(left.get(row.event_id) ?? []), row]);
  const cancelled: ModelJob[] = [];
  let due = 0;
  for (const event of events) {
    const rows = left.get(event.id) ?? [];
    left.delete(event.id);
    const complete = isComplete(event);
    const expected = expectRows(model, event, now);
    const taken = rows.map((row, index) => compareRow(event, row, expected[index], now));
    const whole = rows.length === expected.length && (complete || rows.length > 0);
    if (!whole && complete) {
      const lost = expected.slice(rows.length).map(describeExpected).join("\n  ");
      throw new DivergenceError(`unaccounted, ${event.name} has no row for:\n  ${lost}`);
    }
    cancelled.push(...takeRows(event, taken));
    const last = rows.at(-1);
    if (whole) accountUntil(event, now);
    else if (last !== undefined) accountUntil(event, last.due_at);
    due += rows.length;
    for (const { expected: row, jobId } of taken) checkJob(model, event, row, jobId, observation, now);
    if (whole && rows.length > 0 && isUsedUp(event) && event.status === "ACTIVE") pauseByProgram(model, event, now);
  }
  for (const [eventId, rows] of left) {
    throw new DivergenceError(`event ${String(eventId)} is not there and has ${String(rows.length)} new rows`);
  }
  return { cancelled, due };
}

function compareRow(
  event: ModelEvent,
  row: OccurrenceRow,
  expected: ExpectedRow | undefined,
  now: number,
): { readonly expected: ExpectedRow; readonly id: number; readonly jobId: string | null } {
  const found = describeRow(row);
  if (event.accounted.has(row.due_at)) {
    throw new DivergenceError(`duplicated, ${event.name} was due then and had its row already: ${found}`);
  }
  if (expected === undefined) throw new DivergenceError(`not due, ${event.name} has a row all the same: ${found}`);
  const wrong = [
    row.schedule_id === event.schedule?.id || `the schedule is ${String(event.schedule?.id)}`,
    row.event_name === event.name || `the name is ${event.name}`,
    row.decided_at === now || `it was decided at ${at(now)}`,
    (row.due_at === expected.dueAt && row.decision === expected.decision && row.cause === expected.cause) || "",
    (row.calendar === null
      ? expected.calendars.length === 0
      : expected.calendars.some((name) => name === row.calendar)) ||
      `the calendar is ${expected.calendars.join(" or ") || "none"}`,
    (row.job_id === null) === (expected.job === undefined) || "a job is made exactly when it runs",
  ].filter((verdict) => verdict !== true);
  if (wrong.length > 0) {
    const rule = `${describeExpected(expected)}${wrong.join("; ") === "" ? "" : ` (${wrong.join("; ")})`}`;
    throw new DivergenceError(`${event.name} has   ${found}\n  the rules say ${rule}`);
  }
  event.accounted.add(row.due_at);
  return { expected, id: row.id, jobId: row.job_id };
}

/** The job of a row, as far as it is still there: when it may start, and where. */
function checkJob(
  model: Model,
  event: ModelEvent,
  { dueAt, job: expected }: ExpectedRow,
  jobId: string | null,
  { jobs }: Pick<Observation, "jobs">,
  now: number,
): void {
  const job = jobId === null ? undefined : event.jobs.get(jobId);
  const stored = jobs.find(({ id }) => id === jobId);
  if (job === undefined || stored === undefined || expected === undefined) return;
  const jitter = event.schedule?.input.jitterMs ?? 0;
  const [earliest, latest] = [Math.max(now, dueAt), Math.max(now, dueAt + jitter)];
  if (stored.available_at < earliest || stored.available_at > latest) {
    throw new DivergenceError(`${event.name}: job ${job.id} starts outside its jitter, at ${at(stored.available_at)}`);
  }
  job.availableAt = stored.available_at;
  const run = JSON.parse(stored.run) as RunTarget;
  const servers = event.servers.filter((server) => !expected.without.includes(server));
  const wanted = servers.map((server) => model.servers[server]);
  const found = run.on === "servers" ? run.serverIds : [];
  if (found.length !== wanted.length || !wanted.every((id) => id !== undefined && found.includes(id))) {
    throw new DivergenceError(`${event.name}: job ${job.id} runs on ${found.join()} instead of ${wanted.join()}`);
  }
}

/**
 * Compares what is stored with the model: events, versions of schedules, and jobs.
 * @param horizonMs due instants up to this one are looked for, epoch milliseconds
 * @throws DivergenceError
 */
export function compareState(model: Model, observation: Observation, now: number, horizonMs: number): void {
  const events = new Map(observation.events.map((event) => [event.id, event]));
  const schedules = new Map(observation.schedules.map((schedule) => [schedule.event_id, schedule]));
  const jobs = new Map(observation.jobs.map((job) => [job.id, job]));
  for (const event of model.events.values()) {
    const stored = events.get(event.id);
    events.delete(event.id);
    same(event, "status", stored?.status, event.status);
    takeVersion(event, stored?.version);
    same(event, "run count", stored?.run_count, event.runCount);
    same(event, "failure streak", stored?.failure_streak, event.failureStreak);
    same(event, "pause by the program", stored?.pause_reason !== null, event.pausedByProgram);
    compareSchedule(event, schedules.get(event.id), now, horizonMs);
    schedules.delete(event.id);
    for (const job of event.jobs.values()) {
      const found = jobs.get(job.id);
      jobs.delete(job.id);
      same(event, `status of ${job.id}`, found?.status, job.status);
      same(event, `serialisation of ${job.id}`, found?.exclusive, job.exclusive ? 1 : 0);
      same(event, `availability of ${job.id}`, found?.available_at, job.availableAt);
      same(event, `cancelling of ${job.id}`, (found?.cancel_requested_at ?? null) !== null, job.cancelRequested);
      same(event, `occurrence of ${job.id}`, found?.occurrence_id ?? undefined, job.occurrenceId);
    }
  }
  const further = [...events.keys(), ...schedules.keys(), ...jobs.keys()];
  if (further.length > 0) throw new DivergenceError(`nobody knows of ${further.join(", ")}`);
}

/** What makes a new version of an event is not the ledger's concern, but an editor's version never comes again. */
function takeVersion(event: ModelEvent, version = 0): void {
  if (version < event.version) same(event, "version", version, event.version);
  event.version = version;
}

function compareSchedule(event: ModelEvent, stored: OpenSchedule | undefined, now: number, horizonMs: number): void {
  const { schedule } = event;
  same(event, "open schedule", stored !== undefined, schedule !== undefined);
  if (stored === undefined || schedule === undefined) return;
  if (schedule.id === 0) adopt(event, stored, now);
  same(event, "version of the schedule", stored.id, event.schedule?.id);
  same(event, "activity of the schedule", stored.active, schedule.active ? 1 : 0);
  const next = nextDueOf(schedule, horizonMs);
  const isNext = next === undefined ? (stored.next_due_at ?? Infinity) > horizonMs : stored.next_due_at === next;
  if (!isNext) same(event, "next due instant", at(stored.next_due_at), at(next));
}

/** The program chooses the number of a new version, and within bounds from when on it counts. */
function adopt(event: ModelEvent, stored: OpenSchedule, now: number): void {
  const { schedule } = event;
  if (schedule === undefined) return;
  if (stored.id <= event.lastScheduleId) {
    throw new DivergenceError(`${event.name} keeps version ${String(stored.id)} of its schedule and needs a new one`);
  }
  const isInTime = stored.cursor_at >= now && stored.cursor_at <= Math.max(now, event.accountedHigh);
  if (schedule.active && !isInTime) {
    throw new DivergenceError(`${event.name}: a version begins at ${at(stored.cursor_at)}, opened ${at(now)}`);
  }
  event.lastScheduleId = stored.id;
  event.schedule = Object.assign(schedule, { id: stored.id, accountedUntil: stored.cursor_at, next: undefined });
}

function same(event: ModelEvent, what: string, found: unknown, expected: unknown): void {
  if (found === expected) return;
  throw new DivergenceError(`${event.name}: ${what} is ${String(found)}, and should be ${String(expected)}`);
}

function describeRow(row: OccurrenceRow): string {
  const reason = row.calendar === null ? row.reason : `${row.reason} [${row.calendar}]`;
  return `${at(row.due_at)} ${row.decision}/${row.cause}: ${reason}, decided ${at(row.decided_at)}`;
}

function describeExpected({ dueAt, decision, cause, job }: ExpectedRow): string {
  return `${at(dueAt)} ${decision}/${cause}${job === undefined ? "" : ` ${JSON.stringify(job)}`}`;
}

function at(instantMs: number | null | undefined): string {
  return typeof instantMs === "number" ? new Date(instantMs).toISOString() : "never";
}
