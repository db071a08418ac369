import type { SeededRandom } from "../seeded-random.ts";
import { clockOf } from "./due-oracle.ts";

const secondsPerDay = 86_400;

/** Zones whose clocks do something out of the ordinary, and some that do nothing. */
const remarkable = [
  "UTC",
  "Europe/Berlin",
  "Europe/Dublin",
  "America/New_York",
  "America/St_Johns",
  "America/Havana",
  "America/Santiago",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Apia",
  "Africa/Casablanca",
  "Africa/Cairo",
  "Asia/Kathmandu",
  "Asia/Tehran",
  "Asia/Gaza",
  "Antarctica/Troll",
];

export function chooseTimezones(random: SeededRandom): string[] {
  const all = Intl.supportedValuesOf("timeZone");
  return Array.from({ length: random.integer(1, 3) }, () => random.pick(random.chance(0.8) ? remarkable : all));
}

/** An instant at which the clock of the zone changes in a random year, epoch milliseconds; or any. */
export function chooseFocus(timezone: string, random: SeededRandom): number {
  const show = clockOf(timezone);
  const start = Date.UTC(random.integer(2000, 2060), 0, 1) / 1000;
  const changing: number[] = [];
  for (let day = start; day < start + 366 * secondsPerDay; day += secondsPerDay) {
    if (show(day + secondsPerDay) - show(day) !== secondsPerDay) changing.push(day);
  }
  if (changing.length === 0) return (start + random.integer(0, 365) * secondsPerDay) * 1000;
  let [low, high] = [random.pick(changing), 0];
  high = low + secondsPerDay;
  const offset = show(low) - low;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (show(middle) - middle === offset) low = middle;
    else high = middle;
  }
  return high * 1000;
}
