import type { ScheduleClockChange } from "../../shared/forecast.ts";
import { clockChangesOf, timesAtChange, type ClockChange, type LocalTimes } from "./clock-changes.ts";
import { createCronClock } from "./cron-clock.ts";
import type { CronFields } from "./cron-fields.ts";
import { nextDue, previousDue, type CompiledSchedule } from "./due.ts";
import { isoDate, localSeconds, timeOfDay, type LocalWords } from "./local-words.ts";
import { parseCron } from "./parse-cron.ts";
import type { Zone } from "./zone.ts";

const dayMs = 86_400_000;

/** What the clock changes of a zone in [fromMs, untilMs) do to a schedule, by the rule of cron schedules. */
export function scheduleClockChanges(
  compiled: CompiledSchedule,
  zone: Zone,
  fromMs: number,
  untilMs: number,
  words: LocalWords,
): ScheduleClockChange[] {
  const { schedule, startMs, endMs } = compiled;
  const within = clockChangesOf(zone, fromMs, untilMs).filter(({ atMs }) => atMs >= startMs && atMs <= endMs);
  switch (schedule.kind) {
    case "cron": {
      const fields = parseCron(schedule.cron);
      return within.flatMap((change) => cronChange(fields, change, words.date(change.atMs)) ?? []);
    }
    case "interval":
      if (schedule.everyMs % dayMs !== 0) return [];
      return within.flatMap((change) => intervalChange(compiled, zone, change, words) ?? []);
    case "once":
      return [];
  }
}

function cronChange(fields: CronFields, change: ClockChange, date: string): ScheduleClockChange | undefined {
  const { missing, repeated } = timesAtChange(fields, change);
  const followsElapsedTime = fields.hours.length === 24;
  if (missing.first !== undefined) {
    const which = timesWords(fields, missing);
    const found = { atMs: change.atMs, count: missing.count, date: isoDate(missing.first) };
    const gone = timeOfDay(missing.first);
    const to = timeOfDay(change.shownFrom);
    const doExist = missing.count === 1 ? "does not exist" : "do not exist";
    if (followsElapsedTime) {
      const sentence = `${date}: ${which} ${doExist}, and nothing is added for ${missing.count === 1 ? "it" : "them"}`;
      return { ...found, kind: "dropped", localTime: gone, insteadOf: undefined, sentence };
    }
    if (createCronClock(fields).next(change.shownFrom) === change.shownFrom) {
      const sentence = `${date}: ${which} ${doExist}, the run at ${to} stands for ${missing.count === 1 ? "it" : "them"}`;
      return { ...found, kind: "merged", localTime: to, insteadOf: gone, sentence };
    }
    const sentence = `${date}: ${missing.count === 1 ? to : `once at ${to}`} instead of ${which}`;
    return { ...found, kind: "moved", localTime: to, insteadOf: gone, sentence };
  }
  if (repeated.first === undefined) return undefined;
  const which = timesWords(fields, repeated);
  const one = repeated.count === 1;
  return {
    atMs: change.atMs,
    kind: followsElapsedTime ? "twice" : "once",
    localTime: timeOfDay(repeated.first),
    insteadOf: undefined,
    date: isoDate(repeated.first),
    count: repeated.count,
    sentence: followsElapsedTime
      ? `${date}: ${which} ${one ? "runs" : "run"} both times the clock shows ${one ? "it" : "them"}`
      : `${date}: ${which} ${one ? "runs" : "run"} once though the clock shows ${one ? "it" : "them"} twice`,
  };
}

/** `02:30`, `02:00 and 02:30`, `02:00 to 02:55` */
function timesWords(fields: CronFields, { first = 0, count }: LocalTimes): string {
  if (count === 1) return timeOfDay(first);
  let last = first;
  const clock = createCronClock(fields);
  for (let step = 1; step < Math.min(count, mostFollowed); step++) last = clock.next(last + 1);
  if (count > mostFollowed) return `${String(count)} times from ${timeOfDay(first)} on`;
  return `${timeOfDay(first)} ${count === 2 ? "and" : "to"} ${timeOfDay(last)}`;
}

/** A time each second of a day that is left out whole; beyond, only their number is told. */
const mostFollowed = 90_000;

/** An interval of whole days keeps its time of day until the clock changes. */
function intervalChange(
  compiled: CompiledSchedule,
  zone: Zone,
  { atMs }: ClockChange,
  words: LocalWords,
): ScheduleClockChange | undefined {
  const before = previousDue(compiled, atMs);
  const after = nextDue(compiled, atMs - 1);
  if (before === null || after === null) return undefined;
  const [was, is] = [timeOfDay(localSeconds(before, zone)), timeOfDay(localSeconds(after, zone))];
  if (was === is) return undefined;
  return {
    atMs,
    kind: "shifted",
    localTime: is,
    insteadOf: was,
    date: isoDate(localSeconds(after, zone)),
    count: 1,
    sentence: `from ${words.date(after)} on at ${is} instead of ${was}: an interval counts elapsed time`,
  };
}
