import { openClock, watchClock, type WatchedClock } from "./brute-force-due.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** A zone watched around one moment, most often a change of its clock, and expressions likely to matter there. */
export interface DueCaseGroup {
  readonly timezone: string;
  readonly clock: WatchedClock;
  readonly cases: readonly DueCase[];
}

export interface DueCase {
  readonly cron: string;
  /** The window (fromMs, untilMs], epoch milliseconds. */
  readonly fromMs: number;
  readonly untilMs: number;
}

const secondsPerDay = 86_400;
const rangeEnd = Date.UTC(2101, 0, 1) / 1000;

/** Cases for one zone. Windows are hours long where seconds are asked for, days long otherwise. */
export function chooseDueCases(timezone: string, count: number, random: SeededRandom): DueCaseGroup {
  const moment = chooseMoment(timezone, random);
  const bySeconds = random.chance(0.25);
  const reach = bySeconds ? 3 * 3600 : 40 * 3600;
  const clock = watchClock(
    timezone,
    Math.max(moment - reach, 0),
    Math.min(moment + reach, rangeEnd),
    bySeconds ? 1 : 60,
  );
  const nearby = clock.readings.filter(({ instant }) => Math.abs(instant - moment) < 4 * 3600);
  const cases = Array.from({ length: count }, () => {
    const { local, skipped } = random.pick(nearby);
    const fromMs = Math.max(moment - random.integer(0, reach), 0) * 1000 - random.pick([0, 0, 1, 500, 999]);
    const untilMs = Math.min(moment + random.integer(0, reach), rangeEnd) * 1000 - random.pick([1, 500, 1000]);
    return { cron: chooseCron(skipped[0] ?? local, bySeconds, random), fromMs, untilMs };
  });
  return { timezone, clock, cases };
}

/** An instant at which the zone's clock changes, found in a few random years by looking at noon each day; or any. */
function chooseMoment(timezone: string, random: SeededRandom): number {
  const show = openClock(timezone);
  for (let attempt = 0; attempt < 4; attempt++) {
    const start = Date.UTC(random.integer(1970, 2100), 0, 1) / 1000;
    const days = Array.from({ length: 366 }, (_, day) => start + day * secondsPerDay);
    const changing = days.filter((day) => show(day + secondsPerDay) - show(day) !== secondsPerDay);
    if (changing.length === 0 || random.chance(0.1)) continue;
    return locateChange(show, random.pick(changing));
  }
  return random.integer(0, rangeEnd - 1);
}

function locateChange(show: (instant: number) => number, day: number): number {
  let [low, high] = [day, day + secondsPerDay];
  const offset = show(low) - low;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (show(middle) - middle === offset) low = middle;
    else high = middle;
  }
  return high;
}

const monthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** An expression that has a fair chance to be due at the local time given, and where it is not, to be near it. */
function chooseCron(local: number, bySeconds: boolean, random: SeededRandom): string {
  const date = new Date(local * 1000);
  const near = (value: number, last: number): number =>
    random.chance(0.7) ? value : random.integer(Math.max(value - 2, 0), Math.min(value + 2, last));
  const hour = near(date.getUTCHours(), 23);
  const minute = near(date.getUTCMinutes(), 59);
  const fields = [
    chooseNumbers(minute, 59, random),
    random.chance(0.3) ? random.pick(["*", "*/1", "0-23", "12-11"]) : chooseNumbers(hour, 23, random),
    random.chance(0.6) ? random.pick(["*", "?"]) : chooseDate(date.getUTCDate(), random),
    random.chance(0.8) ? "*" : chooseMonth(date.getUTCMonth() + 1, random),
    random.chance(0.65) ? random.pick(["*", "?"]) : chooseWeekday(date.getUTCDay(), random),
  ];
  const second = chooseNumbers(near(date.getUTCSeconds(), 59), 59, random);
  return (bySeconds ? [second, ...fields] : fields).join(" ");
}

function chooseNumbers(value: number, last: number, random: SeededRandom): string {
  const other = random.integer(0, last);
  const step = random.integer(1, Math.ceil((last + 1) / 3));
  return random.pick([
    "*",
    `*/${String(step)}`,
    String(value),
    String(value),
    `${String(value)},${String(other)}`,
    `${String(value)}-${String(other)}`,
    `${String(other)}-${String(value)}/${String(step)}`,
    `${String(random.integer(0, value))}/${String(step)}`,
  ]);
}

function chooseDate(day: number, random: SeededRandom): string {
  const other = random.integer(1, 31);
  return random.pick([
    String(day),
    `${String(day)},${String(other)}`,
    `${String(day)}-${String(other)}`,
    `*/${String(random.integer(1, 7))}`,
    "L",
    `L-${String(random.integer(1, 8))}`,
    "LW",
    `${String(day)}W`,
    `${String(other)}W,L`,
    "1-31",
  ]);
}

function chooseMonth(month: number, random: SeededRandom): string {
  const other = random.integer(1, 12);
  const name = monthNames[month - 1] ?? "JAN";
  return random.pick([String(month), name, `${name},${String(other)}`, `${String(month)}-${String(other)}`, "*/3"]);
}

function chooseWeekday(weekday: number, random: SeededRandom): string {
  const other = random.integer(0, 7);
  const name = weekdayNames[weekday] ?? "SUN";
  return random.pick([
    String(weekday === 0 && random.chance(0.5) ? 7 : weekday),
    name,
    `${name},${String(other)}`,
    `${String(weekday)}-${String(other)}`,
    `${name}-SAT`,
    "MON-FRI",
    `${String(weekday)}#${String(random.integer(1, 5))}`,
    `${name}L`,
    `${String(other)}L,${name}#1`,
    "1-7",
  ]);
}
