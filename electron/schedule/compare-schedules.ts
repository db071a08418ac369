import type { ScheduleComparison } from "../../shared/forecast.ts";
import { compareInstants } from "./compare-instants.ts";
import { blockedSentences, firstRunSentence, meetingSentences, mostMet } from "./comparison-sentences.ts";
import { describeSchedule } from "./describe.ts";
import { countDue, type CompiledSchedule } from "./due.ts";
import { findMeetings, nextStart, type Meeting } from "./find-meetings.ts";
import { placesOf, type ForecastEvent } from "./forecast-question.ts";
import { judgeStart } from "./holding-calendars.ts";
import { createLocalWords, type LocalWords } from "./local-words.ts";
import { frequencySentence, runsPerWeek } from "./run-frequency.ts";
import { scheduleClockChanges } from "./schedule-clock-changes.ts";
import { findZone } from "./zone.ts";

/** A schedule and where it runs. */
export type PlacedSchedule = Pick<ForecastEvent, "compiled" | "timezone" | "serverIds" | "isLocal" | "calendars">;

export interface ComparisonQuestion {
  /** The moment of saving, epoch milliseconds. */
  readonly nowMs: number;
  /** What is looked at: [fromMs, untilMs). */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Undefined when nothing was due before. */
  readonly before: PlacedSchedule | undefined;
  readonly after: PlacedSchedule;
  /** All other active events. */
  readonly others: readonly ForecastEvent[];
}

type Compared = Extract<ScheduleComparison, { ok: true }>;

const yearMs = 366 * 86_400_000;
const mostMeetings = 50;
/** Minutes looked for at each other event: enough to show a pattern, fewer when there are very many events. */
const mostMinutes = 1_000;
const mostMinuteChecks = 500_000;

/** What saving a schedule would change. Pauses after each small step. */
export function* compareSteps(question: ComparisonQuestion): Generator<void, Compared, void> {
  const { nowMs, fromMs, untilMs, before, after, others } = question;
  const zone = findZone(after.timezone);
  const words = createLocalWords(zone, nowMs);
  const { kept, added, removed, complete } = compareInstants(before?.compiled, after.compiled, fromMs, untilMs);
  yield;
  const listed = [...kept, ...added].sort((left, right) => left - right);
  const blocked = blockedOf(after, listed);
  const firstRunMs = nextStart(after, nowMs);
  const firstBefore = before && nextStart(before, nowMs);
  yield;
  const met = yield* meetingsOf(after, question, others);
  const metBefore = before === undefined ? [] : yield* meetingsOf(before, question, others);
  const knownBefore = new Set(metBefore.map(({ event }) => event.id));
  const metNow = new Set(met.map(({ event }) => event.id));
  const newlyMet = met.filter(({ event }) => !knownBefore.has(event.id));
  const lost = metBefore.filter(({ event }) => !metNow.has(event.id));
  const clockChanges = scheduleClockChanges(after.compiled, zone, fromMs, fromMs + yearMs, words);
  return {
    ok: true,
    fromMs,
    untilMs,
    words: describeSchedule(after.compiled.schedule),
    perWeekBefore: before && runsPerWeek(before.compiled, fromMs),
    perWeekAfter: runsPerWeek(after.compiled, fromMs),
    firstRunMs,
    sentences: [
      ...changeSentences(question, firstBefore, firstRunMs, words),
      ...meetingSentences(newlyMet, lost, words),
      ...blockedSentences(blocked, listed.length, words),
      ...clockChanges.map(({ sentence }) => sentence),
      ...boundSentences(after.compiled, nowMs, words),
    ],
    countBefore: before === undefined ? 0 : countDue(before.compiled, fromMs - 1, untilMs - 1),
    countAfter: countDue(after.compiled, fromMs - 1, untilMs - 1),
    kept,
    added,
    removed,
    blocked,
    meets: mostMet(met)
      .slice(0, mostMeetings)
      .map(({ event, minutes }) => ({
        eventId: event.id,
        eventName: event.name,
        atMs: minutes[0] ?? fromMs,
        times: minutes.length,
        isNew: !knownBefore.has(event.id),
      })),
    clockChanges,
    truncated: !complete,
  };
}

function blockedOf({ calendars, serverIds }: PlacedSchedule, instants: readonly number[]): Compared["blocked"] {
  if (calendars === undefined) return [];
  return instants.flatMap((atMs) => {
    const block = judgeStart(calendars, serverIds, atMs)?.block;
    return block === undefined ? [] : [{ atMs, calendar: block.calendar }];
  });
}

/** Other events that start in the same minute at one of its places. */
function* meetingsOf(
  placed: PlacedSchedule,
  { fromMs, untilMs }: ComparisonQuestion,
  others: readonly ForecastEvent[],
): Generator<void, Meeting[], void> {
  const places = new Set(placesOf(placed));
  const near = others.filter((other) => placesOf(other).some((place) => places.has(place)));
  const limit = Math.min(mostMinutes, Math.ceil(mostMinuteChecks / Math.max(near.length, 1)));
  return yield* findMeetings(placed, fromMs, untilMs, limit, near);
}

function changeSentences(
  { before, after, fromMs }: ComparisonQuestion,
  firstBefore: number | null | undefined,
  firstRunMs: number | null,
  words: LocalWords,
): string[] {
  if (before !== undefined && isSame(before.compiled, after.compiled, fromMs))
    return ["due at the same times as before"];
  const first = firstRunSentence(firstBefore, firstRunMs, words);
  const often = frequencySentence(before?.compiled, after.compiled, fromMs);
  return first === undefined ? [often] : [often, first];
}

/** Whether two schedules are due at the same instants for a year, as far as that is looked at. */
function isSame(before: CompiledSchedule, after: CompiledSchedule, fromMs: number): boolean {
  const { added, removed } = compareInstants(before, after, fromMs, fromMs + yearMs);
  const sameCount =
    countDue(before, fromMs - 1, fromMs + yearMs - 1) === countDue(after, fromMs - 1, fromMs + yearMs - 1);
  return added.length + removed.length === 0 && sameCount;
}

function boundSentences({ startMs, endMs }: CompiledSchedule, nowMs: number, words: LocalWords): string[] {
  return [
    ...(startMs > nowMs ? [`nothing before ${words.moment(startMs)}`] : []),
    ...(endMs === Infinity
      ? []
      : [endMs < nowMs ? `ended on ${words.moment(endMs)}` : `nothing after ${words.moment(endMs)}`]),
  ];
}
