import type { ScheduleComparison } from "../../shared/forecast.ts";
import { listSome, timesText } from "./english.ts";
import type { Meeting } from "./find-meetings.ts";
import type { LocalWords } from "./local-words.ts";

type Compared = Extract<ScheduleComparison, { ok: true }>;

/** How many events a comparison names of those it meets. */
const mostNamed = 3;

/** `meets db-backup at 02:00`; of many, the ones met most often and how many more there are. */
export function meetingSentences(newlyMet: readonly Meeting[], lost: readonly Meeting[], words: LocalWords): string[] {
  const sentences = mostMet(newlyMet)
    .slice(0, mostNamed)
    .map((meeting) => `meets ${meeting.event.name} ${meetingTimes(meeting, words)}`);
  const more = newlyMet.length - sentences.length;
  if (more > 0) sentences.push(`meets ${more.toLocaleString("en")} more ${more === 1 ? "event" : "events"}`);
  if (lost.length > 0) {
    const names = mostMet(lost).map(({ event }) => event.name);
    sentences.push(`no longer meets ${listSome(names.slice(0, mostNamed + 1), mostNamed, names.length)}`);
  }
  return sentences;
}

/** Those met most often first. */
export function mostMet(meetings: readonly Meeting[]): Meeting[] {
  return meetings.toSorted((left, right) => right.minutes.length - left.minutes.length);
}

function meetingTimes({ minutes, complete }: Meeting, words: LocalWords): string {
  const [first = 0] = minutes;
  if (minutes.length === 1 && complete) return `at ${words.time(first)} on ${words.date(first)}`;
  const times = new Set(minutes.map((minute) => words.time(minute)));
  if (times.size === 1 && minutes.length > 1) return `at ${words.time(first)}`;
  return `${complete ? "" : "at least "}${timesText(minutes.length)}, first at ${words.time(first)} on ${words.date(first)}`;
}

/** `Freeze blocks 3 of 14 runs, first on 24 December at 02:30` */
export function blockedSentences(blocked: Compared["blocked"], listed: number, words: LocalWords): string[] {
  return [...Map.groupBy(blocked, ({ calendar }) => calendar)].map(([calendar, own]) => {
    const first = own[0]?.atMs ?? 0;
    if (own.length === listed) return `${calendar} blocks every run in this time`;
    const runs = listed === 1 ? "run" : "runs";
    return `${calendar} blocks ${String(own.length)} of ${String(listed)} ${runs}, first on ${words.moment(first)}`;
  });
}

/** When it starts first, and when it did before if that is another time. Null: not for a year or more. */
export function firstRunSentence(
  before: number | null | undefined,
  after: number | null,
  words: LocalWords,
): string | undefined {
  if (after === null) return "nothing starts in the year after saving";
  if (before === after) return undefined;
  const instead = before === undefined || before === null ? "" : ` instead of ${words.moment(before)}`;
  return `first run on ${words.moment(after)}${instead}`;
}
