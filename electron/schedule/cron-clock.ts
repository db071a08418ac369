import { createDayFinder } from "./cron-calendar.ts";
import type { CronFields } from "./cron-fields.ts";

/**
 * Matching on a clock without a zone. A local time is a number: what a wall clock shows, as seconds since it would have
 * shown 1970-01-01 00:00:00. "None" is an infinity.
 */
export interface CronClock {
  /** The first matching local time at or after `local`, or Infinity. */
  next(local: number): number;
  /** The last matching local time at or before `local`, or -Infinity. */
  previous(local: number): number;
  /** How many matching local times there are from `from` to before `until`. */
  count(from: number, until: number): number;
}

const secondsPerDay = 86_400;

export function createCronClock(fields: CronFields): CronClock {
  const days = createDayFinder(fields);
  const times = createTimeFinder(fields);
  return {
    next(local) {
      const today = Math.floor(local / secondsPerDay);
      const day = days.next(today);
      if (day > today) return day * secondsPerDay + times.first;
      const time = times.next(local - today * secondsPerDay);
      if (time !== none) return today * secondsPerDay + time;
      return days.next(today + 1) * secondsPerDay + times.first;
    },
    previous(local) {
      const today = Math.floor(local / secondsPerDay);
      const day = days.previous(today);
      if (day < today) return day * secondsPerDay + times.last;
      const time = times.previous(local - today * secondsPerDay);
      if (time !== none) return today * secondsPerDay + time;
      return days.previous(today - 1) * secondsPerDay + times.last;
    },
    count(from, until) {
      if (until <= from) return 0;
      const firstDay = Math.floor(from / secondsPerDay);
      const lastDay = Math.floor(until / secondsPerDay);
      let count = 0;
      for (let day = days.next(firstDay); day < lastDay; day = days.next(day + 1)) count += times.count;
      if (days.next(lastDay) === lastDay) count += times.countBefore(until - lastDay * secondsPerDay);
      if (days.next(firstDay) === firstDay) count -= times.countBefore(from - firstDay * secondsPerDay);
      return count;
    },
  };
}

const none = -1;

/** Times of day, in seconds since midnight. */
interface TimeFinder {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  next(time: number): number;
  previous(time: number): number;
  countBefore(time: number): number;
}

function createTimeFinder({ hours, minutes, seconds }: CronFields): TimeFinder {
  const hour = findDial(hours, 24);
  const minute = findDial(minutes, 60);
  const second = findDial(seconds, 60);
  const timeOf = (atHour: number, atMinute: number, atSecond: number): number =>
    (atHour * 60 + atMinute) * 60 + atSecond;
  return {
    first: timeOf(hour.first, minute.first, second.first),
    last: timeOf(hour.last, minute.last, second.last),
    count: hours.length * minutes.length * seconds.length,
    next(time) {
      const nowHour = Math.floor(time / 3600);
      const nowMinute = Math.floor(time / 60) % 60;
      if (hour.next(nowHour) === nowHour) {
        if (minute.next(nowMinute) === nowMinute) {
          const atSecond = second.next(time % 60);
          if (atSecond !== none) return timeOf(nowHour, nowMinute, atSecond);
        }
        const atMinute = minute.next(nowMinute + 1);
        if (atMinute !== none) return timeOf(nowHour, atMinute, second.first);
      }
      const atHour = hour.next(nowHour + 1);
      return atHour === none ? none : timeOf(atHour, minute.first, second.first);
    },
    previous(time) {
      const nowHour = Math.floor(time / 3600);
      const nowMinute = Math.floor(time / 60) % 60;
      if (hour.previous(nowHour) === nowHour) {
        if (minute.previous(nowMinute) === nowMinute) {
          const atSecond = second.previous(time % 60);
          if (atSecond !== none) return timeOf(nowHour, nowMinute, atSecond);
        }
        const atMinute = minute.previous(nowMinute - 1);
        if (atMinute !== none) return timeOf(nowHour, atMinute, second.last);
      }
      const atHour = hour.previous(nowHour - 1);
      return atHour === none ? none : timeOf(atHour, minute.last, second.last);
    },
    countBefore(time) {
      const atHour = Math.floor(time / 3600);
      const atMinute = Math.floor(time / 60) % 60;
      const inHour = minute.countBefore(atMinute) * seconds.length;
      const inMinute = minute.next(atMinute) === atMinute ? second.countBefore(time % 60) : 0;
      const whole = hour.countBefore(atHour) * minutes.length * seconds.length;
      return whole + (hour.next(atHour) === atHour ? inHour + inMinute : 0);
    },
  };
}

/** One hand of the clock: the chosen positions, with the nearest one either way looked up from a table. */
interface Dial {
  readonly first: number;
  readonly last: number;
  /** Accepts 0 to size, so that the position after the last may be asked for. */
  next(position: number): number;
  /** Accepts -1 to size - 1. */
  previous(position: number): number;
  /** How many chosen positions are below this one; accepts 0 to size. */
  countBefore(position: number): number;
}

/** Schedules by the thousand turn on the same few dials: those are shared, up to this many. */
const mostDials = 2_000;
const dials = new Map<string, Dial>();

function findDial(chosen: readonly number[], size: number): Dial {
  const key = `${String(size)}:${chosen.join()}`;
  const known = dials.get(key);
  if (known !== undefined) return known;
  if (dials.size >= mostDials) dials.clear();
  const dial = createDial(chosen, size);
  dials.set(key, dial);
  return dial;
}

function createDial(chosen: readonly number[], size: number): Dial {
  const following = new Int8Array(size + 1).fill(none);
  const preceding = new Int8Array(size + 1).fill(none);
  const below = new Int8Array(size + 1);
  for (let position = 0; position <= size; position++) {
    following[position] = chosen.find((value) => value >= position) ?? none;
    preceding[position] = chosen.findLast((value) => value < position) ?? none;
    below[position] = chosen.filter((value) => value < position).length;
  }
  return {
    first: chosen[0] ?? none,
    last: chosen.at(-1) ?? none,
    next: (position) => following[position] ?? none,
    previous: (position) => preceding[position + 1] ?? none,
    countBefore: (position) => below[position] ?? 0,
  };
}
