import { monthNames } from "./cron-fields.ts";
import { clockText } from "./instant-text.ts";
import type { Zone } from "./zone.ts";

/** The time of day of a local time (seconds on a clock), as `02:30`, with seconds when there are any. */
export function timeOfDay(local: number): string {
  return clockText(Math.floor(local) * 1000).slice(11);
}

/** The date of a local time (seconds on a clock), as `2026-03-29`. */
export function isoDate(local: number): string {
  return clockText(Math.floor(local) * 1000).slice(0, 10);
}

/** What a zone's clock shows at an instant (epoch milliseconds), seconds. */
export function localSeconds(instantMs: number, zone: Zone): number {
  const second = Math.floor(instantMs / 1000);
  return second + zone.stretchAt(second).offset;
}

/** More than this away from now, a date needs its year. Milliseconds. */
const withoutYearMs = 366 * 86_400_000;

/** How a sentence names dates and times: on a zone's clock, with the year where it is not plain. */
export interface LocalWords {
  /** `29 March`, or `29 March 2030`. */
  date(instantMs: number): string;
  /** `02:30` */
  time(instantMs: number): string;
  /** `29 March at 02:30` */
  moment(instantMs: number): string;
}

export function createLocalWords(zone: Zone, nowMs: number): LocalWords {
  const date = (instantMs: number): string => {
    const [year = "", month = "", day = ""] = isoDate(localSeconds(instantMs, zone)).split("-");
    const words = `${String(Number(day))} ${monthNames[Number(month) - 1] ?? ""}`;
    return Math.abs(instantMs - nowMs) > withoutYearMs ? `${words} ${year}` : words;
  };
  const time = (instantMs: number): string => timeOfDay(localSeconds(instantMs, zone));
  return { date, time, moment: (instantMs) => `${date(instantMs)} at ${time(instantMs)}` };
}
