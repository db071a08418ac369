import { readNaively } from "./naive-cron.ts";

/** One tick of a zone's wall clock. Instants are epoch seconds, local times seconds on the clock. */
interface ClockReading {
  readonly instant: number;
  readonly local: number;
  /** The clock has shown this local time before. */
  readonly repeated: boolean;
  /** Local times the clock jumped over just before this tick. */
  readonly skipped: readonly number[];
}

/** A wall clock watched tick by tick: every second, or every minute where that loses nothing. */
export interface WatchedClock {
  readonly unit: 1 | 60;
  readonly readings: readonly ClockReading[];
}

/** How long a clock is watched before the first instant of interest: longer than any clock has gone back since 1970. */
const watchBefore = 12 * 3600;

/**
 * Reads what a zone's clock shows throughout [from, until), asking the platform for the time at the first and last
 * second of each minute, and at each second of a minute in which those two disagree.
 */
export function watchClock(timezone: string, from: number, until: number, unit: 1 | 60): WatchedClock {
  const show = openClock(timezone);
  const begin = Math.floor((from - watchBefore) / 60) * 60;
  const ticks: [instant: number, local: number][] = [];
  for (let minute = begin; minute < until; minute += 60) {
    const [first, last] = [show(minute), show(minute + 59)];
    const even = last - first === 59;
    if (unit === 60 && (!even || first % 60 !== 0)) return watchClock(timezone, from, until, 1);
    for (let second = 0; second < 60; second += unit) {
      ticks.push([minute + second, even ? first + second : show(minute + second)]);
    }
  }
  return { unit, readings: interpret(ticks, unit) };
}

function interpret(ticks: readonly (readonly [number, number])[], unit: number): ClockReading[] {
  const shown = new Set<number>();
  let expected: number | undefined;
  return ticks.map(([instant, local]) => {
    const skipped: number[] = [];
    for (let missing = expected ?? local; missing < local; missing += unit) {
      if (!shown.has(missing)) skipped.push(missing);
    }
    const repeated = shown.has(local);
    shown.add(local);
    expected = local + unit;
    return { instant, local, repeated, skipped };
  });
}

/**
 * The due instants in (fromMs, untilMs], by trying every tick. The rule is written out as it is promised:
 * hour field matches every hour: each instant whose local time matches; otherwise each matching local time once, the
 * first time it is shown, and those never shown together at the first instant after the gap.
 * @param clock must cover the window; may be watched by the minute only for expressions on the minute
 */
export function dueByBruteForce(expression: string, clock: WatchedClock, fromMs: number, untilMs: number): number[] {
  const cron = readNaively(expression);
  if (clock.unit === 60 && !cron.onTheMinute) throw new RangeError("this expression needs a clock watched by seconds");
  return clock.readings
    .filter(({ instant }) => instant * 1000 > fromMs && instant * 1000 <= untilMs)
    .filter(({ local, repeated, skipped }) =>
      cron.everyHour
        ? cron.matches(local)
        : (!repeated && cron.matches(local)) || skipped.some((missing) => cron.matches(missing)),
    )
    .map(({ instant }) => instant * 1000);
}

/** The local time a zone's clock shows at an instant, read from the digits the platform prints. */
export function openClock(timezone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  return (instant) => {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] =
      format
        .format(instant * 1000)
        .match(/\d+/g)
        ?.map(Number) ?? [];
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  };
}
