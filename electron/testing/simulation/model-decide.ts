import type { ScheduleInput } from "../../../shared/schedule.ts";
import type { OccurrenceCause, OccurrenceDecision } from "../../../shared/words.ts";

/** What the ledger is to say about an instant. */
export interface ExpectedRow {
  readonly dueAt: number;
  readonly decision: OccurrenceDecision;
  readonly cause: OccurrenceCause;
  /** Names of the calendars that may be given as the reason; any of them will do. */
  readonly calendars: readonly string[];
  readonly job: ExpectedJob | undefined;
}

export interface ExpectedJob {
  readonly exclusive: boolean;
  /** All unfinished jobs of the event are asked to end first. */
  readonly replaces: boolean;
  /** Servers that are left out, by position. */
  readonly without: readonly number[];
}

/** What calendars say about an instant: the names of those that block the event, and of each server's own. */
export interface Blocking {
  readonly whole: readonly string[];
  /** By position of the server; only those of the event that are blocked. */
  readonly servers: ReadonlyMap<number, readonly string[]>;
}

export interface Circumstances {
  readonly policies: ScheduleInput;
  /** Positions of the servers the event runs on. */
  readonly servers: readonly number[];
  /** Instants that are due and undecided, oldest first, all of them up to now. Epoch milliseconds. */
  readonly due: readonly number[];
  readonly now: number;
  readonly runCount: number;
  readonly underWay: number;
  readonly waiting: number;
  readonly blockingAt: (instantMs: number) => Blocking;
}

/** An instant that is acted on no later than this is on time, milliseconds. */
const punctualMs = 10_000;

const none: Pick<ExpectedRow, "calendars" | "job"> = { calendars: [], job: undefined };

/** The published rules, applied to one instant after the other. */
export function decideByTheRules(circumstances: Circumstances): ExpectedRow[] {
  const { policies, servers, due, now, blockingAt } = circumstances;
  const limit = policies.maxRuns ?? Infinity;
  const atDue = new Map(due.map((dueAt) => [dueAt, blockingAt(dueAt)]));
  const blockersOf = (dueAt: number): readonly string[] => blockers(servers, [atDue.get(dueAt)]);
  const free = due.filter((dueAt) => blockersOf(dueAt).length === 0);
  const newestFree = free.at(-1);
  const withinCap = new Set(free.filter((dueAt) => isLate(dueAt, now)).slice(-policies.missedCap));
  let runs = circumstances.runCount;
  const { underWay } = circumstances;
  let { waiting } = circumstances;

  return due.map((dueAt): ExpectedRow => {
    if (runs >= limit) return { ...none, dueAt, decision: "skipped", cause: "runs_used_up" };
    const held = blockersOf(dueAt);
    if (held.length > 0) return skippedBy(held, dueAt);
    const late = isLate(dueAt, now);
    const moments = [atDue.get(dueAt)];
    if (late) {
      const cause = missedBecause(policies, now - dueAt, dueAt === newestFree, withinCap.has(dueAt));
      if (cause !== undefined) return { ...none, dueAt, decision: "missed", cause };
      moments.push(blockingAt(now));
      const heldNow = blockers(servers, moments);
      if (heldNow.length > 0) return skippedBy(heldNow, dueAt);
    }
    const without = servers.filter((server) => moments.some((moment) => moment?.servers.has(server) === true));
    const oneByOne = late && policies.missed === "all";
    if (!oneByOne && policies.overlap === "skip" && underWay + waiting > 0) {
      return { ...none, dueAt, decision: "skipped", cause: "overlap" };
    }
    if (!oneByOne && policies.overlap === "queue" && waiting > 0) {
      return { ...none, dueAt, decision: "skipped", cause: "one_waits" };
    }
    const replaces = !oneByOne && policies.overlap === "replace" && underWay + waiting > 0;
    if (replaces) waiting = 0;
    waiting += 1;
    runs += 1;
    const exclusive = oneByOne || policies.overlap === "queue" || policies.overlap === "replace";
    return {
      dueAt,
      decision: late ? "catch_up" : "run",
      cause: late ? "caught_up" : "on_time",
      calendars: [],
      job: { exclusive, replaces, without },
    };
  });
}

function isLate(dueAt: number, now: number): boolean {
  return now - dueAt > punctualMs;
}

/**
 * The calendars that keep an event from running when each of the moments has to allow it: on at least one server.
 * @returns none when it may run
 */
function blockers(servers: readonly number[], moments: readonly (Blocking | undefined)[]): readonly string[] {
  const whole = moments.flatMap((moment) => moment?.whole ?? []);
  if (whole.length > 0) return whole;
  const own = servers.map((server) => moments.flatMap((moment) => moment?.servers.get(server) ?? []));
  return own.length > 0 && own.every((names) => names.length > 0) ? own.flat() : [];
}

function skippedBy(calendars: readonly string[], dueAt: number): ExpectedRow {
  return { dueAt, decision: "skipped", cause: "calendar", calendars, job: undefined };
}

function missedBecause(
  { missed, missedWindowMs }: ScheduleInput,
  latenessMs: number,
  isNewest: boolean,
  isWithinCap: boolean,
): OccurrenceCause | undefined {
  if (missed === "none") return "not_caught_up";
  if (latenessMs > missedWindowMs) return "too_old";
  if (missed === "latest") return isNewest ? undefined : "superseded";
  return isWithinCap ? undefined : "over_cap";
}
