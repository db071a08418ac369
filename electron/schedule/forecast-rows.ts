import type { ForecastRow } from "../../shared/forecast.ts";
import { describeSchedule } from "./describe.ts";
import type { Schedule } from "./due.ts";
import {
  placeName,
  placesOf,
  thisComputer,
  type Buckets,
  type ForecastLimits,
  type ForecastQuestion,
} from "./forecast-question.ts";
import type { BlockedTally, EventStarts } from "./forecast-starts.ts";

/** A row whose instants are not listed yet. */
interface Draft {
  readonly row: Omit<ForecastRow, "instants" | "truncated">;
  /** What it is made of: of each event, what does not happen here. */
  readonly parts: readonly { readonly starts: EventStarts; readonly without: BlockedTally | undefined }[];
}

/** Of what is blocked, this many instants are named in a row, and so many in all, but no fewer than that. */
const mostBlockedNamed = 50;
const mostBlockedInAll = 20_000;
const fewestBlockedNamed = 3;

/**
 * One row for each event, or for each place something runs at; none for what has nothing to show. By name. Pauses after
 * each row.
 */
export function* makeRows(
  question: ForecastQuestion,
  buckets: Buckets,
  all: readonly EventStarts[],
): Generator<void, ForecastRow[], void> {
  const drafts: Draft[] = [];
  for (const draft of question.by === "event" ? eventDrafts(all) : serverDrafts(question, buckets, all)) {
    drafts.push(draft);
    yield;
  }
  const shown = drafts.filter(({ row }) => row.count > 0 || row.blockedCount > 0);
  const named = Math.max(fewestBlockedNamed, Math.floor(mostBlockedInAll / Math.max(shown.length, 1)));
  const listed = chooseListed(shown, question.limits);
  return shown
    .map((draft) => {
      const isListed = listed.has(draft);
      const blocked = draft.row.blocked.slice(0, named);
      return { ...draft.row, blocked, instants: isListed ? listInstants(draft) : [], truncated: !isListed };
    })
    .sort((left, right) => compareNames(left.name, right.name));
}

function compareNames(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function* eventDrafts(all: readonly EventStarts[]): Generator<Draft, void, void> {
  const words = createDescriber();
  for (const starts of all) {
    const { event, started, blocked, firstMs, usedUpMs } = starts;
    const row = {
      key: `event:${String(event.id)}`,
      name: event.name,
      eventId: event.id,
      serverId: undefined,
      words: `${words(event.compiled.schedule)}${event.leftTo === undefined ? "" : `, left to ${event.leftTo}`}`,
      timezone: event.timezone,
      count: started.count,
      firstMs,
      counts: started.counts,
      blocked: blocked.named.map((named) => ({ ...named, eventName: event.name })),
      blockedCount: blocked.count,
      usualDurationMs: event.usualDurationMs,
      usedUpMs,
    };
    yield { row, parts: [{ starts, without: undefined }] };
  }
}

/** Many events share a cron expression, and reading one takes longer than forecasting it. */
function createDescriber(): (schedule: Schedule) => string {
  const known = new Map<string, string>();
  return (schedule) => {
    if (schedule.kind !== "cron") return describeSchedule(schedule);
    const words = known.get(schedule.cron) ?? describeSchedule(schedule);
    known.set(schedule.cron, words);
    return words;
  };
}

function* serverDrafts(
  { serverNames }: ForecastQuestion,
  buckets: Buckets,
  all: readonly EventStarts[],
): Generator<Draft, void, void> {
  const byPlace = new Map<number, EventStarts[]>();
  for (const starts of all) {
    for (const place of placesOf(starts.event)) {
      const known = byPlace.get(place);
      if (known === undefined) byPlace.set(place, [starts]);
      else known.push(starts);
    }
  }
  for (const [place, here] of byPlace) yield serverDraft(place, placeName(serverNames, place), buckets, here);
}

function serverDraft(place: number, name: string, buckets: Buckets, here: readonly EventStarts[]): Draft {
  const parts = here.map((starts) => ({ starts, without: starts.without.get(place) }));
  const counts = new Array<number>(buckets.count).fill(0);
  let count = 0;
  let blockedCount = 0;
  let firstMs = Infinity;
  const blocked: { atMs: number; eventName: string; calendar: string }[] = [];
  for (const { starts, without } of parts) {
    count += starts.started.count - (without?.count ?? 0);
    blockedCount += starts.blocked.count + (without?.count ?? 0);
    firstMs = Math.min(firstMs, firstStart(starts, without));
    for (const [bucket, times] of starts.started.counts.entries()) {
      counts[bucket] = (counts[bucket] ?? 0) + times - (without?.counts[bucket] ?? 0);
    }
    const named = [...starts.blocked.named, ...(without?.named ?? [])];
    blocked.push(...named.map((entry) => ({ ...entry, eventName: starts.event.name })));
  }
  return {
    row: {
      key: place === thisComputer.id ? "this-computer" : `server:${String(place)}`,
      name,
      eventId: undefined,
      serverId: place === thisComputer.id ? undefined : place,
      words: undefined,
      timezone: undefined,
      count,
      firstMs: firstMs === Infinity ? undefined : firstMs,
      counts,
      blocked: blocked.sort((left, right) => left.atMs - right.atMs).slice(0, mostBlockedNamed),
      blockedCount,
      usualDurationMs: undefined,
      usedUpMs: undefined,
    },
    parts,
  };
}

/** Infinity when there is none. A dense event's first start at a server that is left out of it is taken as its own. */
function firstStart({ started, firstMs, dense }: EventStarts, without: BlockedTally | undefined): number {
  if (without === undefined || dense) return firstMs ?? Infinity;
  const leftOut = new Set(without.instants);
  return started.instants.find((instant) => !leftOut.has(instant)) ?? Infinity;
}

/** The rows that list their instants: those with the fewest, as long as there is room. */
function chooseListed(drafts: readonly Draft[], limits: ForecastLimits): ReadonlySet<Draft> {
  const listed = new Set<Draft>();
  let room = limits.listed;
  for (const draft of drafts.toSorted((left, right) => left.row.count - right.row.count)) {
    const { count } = draft.row;
    if (count > Math.min(limits.listedInRow, room)) break;
    if (draft.parts.some(({ starts }) => starts.dense && starts.started.count > 0)) continue;
    room -= count;
    listed.add(draft);
  }
  return listed;
}

function listInstants({ parts }: Draft): ForecastRow["instants"] {
  const instants = parts.flatMap(({ starts: { event, started }, without }) => {
    const leftOut = new Set(without?.instants);
    const own = leftOut.size === 0 ? started.instants : started.instants.filter((instant) => !leftOut.has(instant));
    return own.map((atMs) => ({ atMs, eventId: event.id, eventName: event.name }));
  });
  return parts.length === 1 ? instants : instants.sort((left, right) => left.atMs - right.atMs);
}
