import type { BlockedSpan } from "./blocked-spans.ts";
import { countDue, dueBetween, eachDue } from "./due.ts";
import type { Buckets, ForecastEvent } from "./forecast-question.ts";
import { judgeStart, type StartBlock } from "./holding-calendars.ts";

/** Of what is blocked, this many instants are named for each event; all are counted. */
const mostBlockedNamed = 50;
/** Instants of one event looked at between two pauses. */
const instantsPerStep = 1_000;

/** Starts counted in each bucket, and which they are where they are known one by one. */
export interface Tally {
  count: number;
  readonly counts: number[];
  readonly instants: number[];
}

export interface BlockedTally extends Tally {
  /** The first of them, with the calendar that blocks each. */
  readonly named: { readonly atMs: number; readonly calendar: string }[];
}

/** What an event starts within the buckets' time, and what calendars keep from starting. */
export interface EventStarts {
  readonly event: ForecastEvent;
  readonly started: Tally;
  readonly blocked: BlockedTally;
  /** Starts that leave out a server, by its id. */
  readonly without: ReadonlyMap<number, BlockedTally>;
  readonly firstMs: number | undefined;
  /** When it makes the last run it may make. */
  readonly usedUpMs: number | undefined;
  /** Too often due to be looked at one by one: `instants` are empty. */
  readonly dense: boolean;
}

/** Looks at every due instant of an event as the scheduler will, with a pause after each small part of them. */
export function* examineStarts(
  event: ForecastEvent,
  buckets: Buckets,
  runsLeft: number,
): Generator<void, EventStarts, void> {
  const found = openStarts(event, buckets);
  let left = runsLeft;
  let usedUpMs: number | undefined;
  let examined = 0;
  if (left <= 0) return found.close(undefined, false);
  for (const due of eachDue(event.compiled, buckets.fromMs - 1, buckets.untilMs - 1)) {
    if (++examined % instantsPerStep === 0) yield;
    const verdict = event.calendars && judgeStart(event.calendars, event.serverIds, due);
    found.addInstant(due, verdict);
    if (verdict?.block !== undefined || due <= event.accountedUntilMs) continue;
    left -= 1;
    if (left > 0) continue;
    usedUpMs = due;
    break;
  }
  return found.close(usedUpMs, false);
}

/**
 * Counts the starts of an event exactly, without looking at its due instants one by one.
 * @param spans of the buckets' time
 */
export function countStarts(
  event: ForecastEvent,
  buckets: Buckets,
  runsLeft: number,
  spans: readonly BlockedSpan[],
): EventStarts {
  const found = openStarts(event, buckets);
  const { compiled, accountedUntilMs } = event;
  let left = runsLeft;
  if (left <= 0) return found.close(undefined, true);
  for (const { fromMs, untilMs, verdict } of spans) {
    const runs =
      verdict?.block === undefined ? countDue(compiled, Math.max(fromMs - 1, accountedUntilMs), untilMs - 1) : 0;
    if (runs >= left) {
      const usedUpMs = nthDue(event, Math.max(fromMs - 1, accountedUntilMs), untilMs - 1, left);
      found.addSpan(fromMs, usedUpMs + 1, verdict);
      return found.close(usedUpMs, true);
    }
    left -= runs;
    found.addSpan(fromMs, untilMs, verdict);
  }
  return found.close(undefined, true);
}

/**
 * Runs an event may still make after those it makes until some moment.
 * @param spans from what is accounted for up to that moment
 */
export function runsLeftAfter({ compiled, runsLeft }: ForecastEvent, spans: readonly BlockedSpan[]): number {
  let left = runsLeft;
  for (const span of spans) {
    if (span.verdict?.block === undefined) left -= countDue(compiled, span.fromMs - 1, span.untilMs - 1);
  }
  return left;
}

/** The `nth` due instant in (fromMs, untilMs], of which there are at least so many: found by halving. */
export function nthDue(
  { compiled }: Pick<ForecastEvent, "compiled">,
  fromMs: number,
  untilMs: number,
  nth: number,
): number {
  let low = fromMs;
  let high = untilMs;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (countDue(compiled, fromMs, middle) >= nth) high = middle;
    else low = middle;
  }
  return high;
}

function openStarts(event: ForecastEvent, buckets: Buckets) {
  const { fromMs, bucketMs, count } = buckets;
  const openTally = (): Tally => ({ count: 0, counts: new Array<number>(count).fill(0), instants: [] });
  const openBlocked = (): BlockedTally => ({ count: 0, counts: [], instants: [], named: [] });
  const started = openTally();
  const blocked = openBlocked();
  const without = new Map<number, BlockedTally>();
  let firstMs: number | undefined;

  function note(tally: Tally, atMs: number, times: number): void {
    const bucket = Math.floor((atMs - fromMs) / bucketMs);
    tally.count += times;
    tally.counts[bucket] = (tally.counts[bucket] ?? 0) + times;
  }

  function noteInstant(tally: Tally, atMs: number): void {
    note(tally, atMs, 1);
    tally.instants.push(atMs);
  }

  function nameBlocked(tally: BlockedTally, atMs: number, calendar: string): void {
    if (tally.named.length < mostBlockedNamed) tally.named.push({ atMs, calendar });
  }

  function withoutServer(serverId: number): BlockedTally {
    const tally = without.get(serverId) ?? openBlocked();
    without.set(serverId, tally);
    return tally;
  }

  /** The tallies that an instant with this verdict counts in, and the calendar to name. */
  function* tallies(verdict: StartBlock | undefined): Generator<[Tally, BlockedTally?, string?], void, void> {
    if (verdict?.block !== undefined) {
      yield [blocked, blocked, verdict.block.calendar];
      return;
    }
    yield [started];
    for (const [serverId, block] of verdict?.without ?? []) {
      const tally = withoutServer(serverId);
      yield [tally, tally, block.calendar];
    }
  }

  return {
    addInstant(atMs: number, verdict: StartBlock | undefined): void {
      if (verdict?.block === undefined) firstMs ??= atMs;
      for (const [tally, named, calendar = ""] of tallies(verdict)) {
        noteInstant(tally, atMs);
        if (named !== undefined) nameBlocked(named, atMs, calendar);
      }
    },
    /** All due instants in [spanFromMs, spanUntilMs), which share a verdict. */
    addSpan(spanFromMs: number, spanUntilMs: number, verdict: StartBlock | undefined): void {
      const { compiled } = event;
      if (verdict?.block === undefined) firstMs ??= dueBetween(compiled, spanFromMs - 1, spanUntilMs - 1, 1)[0];
      const shares: [atMs: number, times: number][] = [];
      for (let from = spanFromMs; from < spanUntilMs;) {
        const until = Math.min(fromMs + (Math.floor((from - fromMs) / bucketMs) + 1) * bucketMs, spanUntilMs);
        const times = countDue(compiled, from - 1, until - 1);
        if (times > 0) shares.push([from, times]);
        from = until;
      }
      for (const [tally, named, calendar = ""] of tallies(verdict)) {
        for (const [atMs, times] of shares) note(tally, atMs, times);
        if (named === undefined) continue;
        const room = mostBlockedNamed - named.named.length;
        for (const atMs of dueBetween(compiled, spanFromMs - 1, spanUntilMs - 1, room))
          nameBlocked(named, atMs, calendar);
      }
    },
    close: (usedUpMs: number | undefined, dense: boolean): EventStarts => ({
      event,
      started,
      blocked,
      without,
      firstMs,
      usedUpMs,
      dense,
    }),
  };
}
