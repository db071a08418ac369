import type { CronFields } from "./cron-fields.ts";
import { evenStep, listWords, runs } from "./english.ts";

/** More clock times than this read better as minutes and hours. */
const mostClockTimes = 6;

/** The times of day in English: "at 02:30", "every 5 minutes", "every hour at minute 15", "every minute from 09:00 to 17:59". */
export function describeTimes({ seconds, minutes, hours }: CronFields): string {
  const onTheMinute = isZero(seconds);
  if (hours.length < 24 && hours.length * minutes.length * seconds.length <= mostClockTimes) {
    return `at ${listWords(clockTimes(hours, minutes, onTheMinute ? [] : seconds))}`;
  }
  if (onTheMinute) return describeMinutes(minutes, hours);
  const step = evenStep(seconds, 60);
  const secondly = step === undefined ? `every minute ${atUnits("second", seconds)}` : every(step, "second");
  if (minutes.length === 60) return [secondly, inHours(hours)].filter(Boolean).join(" ");
  const start = step === undefined ? atUnits("second", seconds) : secondly;
  return `${start} ${atUnits("minute", minutes)} ${inHours(hours) || "of every hour"}`;
}

function describeMinutes(minutes: readonly number[], hours: readonly number[]): string {
  const step = evenStep(minutes, 60);
  if (step !== undefined) return [every(step, "minute"), inHours(hours)].filter(Boolean).join(" ");
  const hourStep = evenStep(hours, 24);
  const hourly = hourStep === undefined ? "every hour" : every(hourStep, "hour");
  const atMinutes = isZero(minutes) ? "" : atUnits("minute", minutes);
  const within = hourStep === undefined ? inHours(hours, isZero(minutes) ? "00" : "59") : "";
  return [hourly, atMinutes, within].filter(Boolean).join(" ");
}

/** "at second 30", "at minutes 5 to 9 and 20" */
function atUnits(unit: "second" | "minute", values: readonly number[]): string {
  const parts = runs(values).map(([first, last]) =>
    first === last ? String(first) : `${String(first)} to ${String(last)}`,
  );
  return `at ${unit}${values.length === 1 ? "" : "s"} ${listWords(parts)}`;
}

/** "from 09:00 to 17:59", "in the hours 09, 13 and 20"; nothing when every hour is meant. */
function inHours(hours: readonly number[], lastMinute: "00" | "59" = "59"): string {
  if (hours.length === 24) return "";
  const pairs = runs(hours);
  const [only] = pairs;
  if (pairs.length === 1 && only) return `from ${pad(only[0])}:00 to ${pad(only[1])}:${lastMinute}`;
  const parts = pairs.map(([first, last]) => (first === last ? pad(first) : `${pad(first)} to ${pad(last)}`));
  return `in the hours ${listWords(parts)}`;
}

function clockTimes(hours: readonly number[], minutes: readonly number[], seconds: readonly number[]): string[] {
  const times = hours.flatMap((hour) => minutes.map((minute) => `${pad(hour)}:${pad(minute)}`));
  return seconds.length === 0 ? times : times.flatMap((time) => seconds.map((second) => `${time}:${pad(second)}`));
}

function every(step: number, unit: "second" | "minute" | "hour"): string {
  return step === 1 ? `every ${unit}` : `every ${String(step)} ${unit}s`;
}

function isZero(values: readonly number[]): boolean {
  return values.length === 1 && values[0] === 0;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
