import { clockChangesOf, type ClockChange } from "./clock-changes.ts";
import { createCronClock } from "./cron-clock.ts";
import type { CronSchedule } from "./due.ts";
import { clockText, instantText } from "./instant-text.ts";
import { parseCron } from "./parse-cron.ts";
import { findZone } from "./zone.ts";

/** A change of the clock concerns instants this far away, milliseconds. */
const nearMs = 86_400_000;

/**
 * What a change of the zone's clock has to do with an instant of a cron schedule: a local time that did not exist and
 * the instant it was moved to, or one that came twice and counts the first time. Undefined when nothing.
 * @param atMs epoch milliseconds
 */
export function noteClockChange(schedule: CronSchedule, atMs: number): string | undefined {
  for (const change of clockChangesOf(findZone(schedule.timezone), atMs - nearMs, atMs + nearMs)) {
    const note = change.minutes > 0 ? noteGap(schedule, atMs, change) : noteRepeat(schedule, atMs, change);
    if (note !== undefined) return note;
  }
  return undefined;
}

/** The local times from `freshFrom` to `shownFrom` were left out. */
function noteGap({ cron, timezone }: CronSchedule, atMs: number, change: ClockChange): string | undefined {
  const { atMs: changeMs, freshFrom, shownFrom } = change;
  const fields = parseCron(cron);
  const clock = createCronClock(fields);
  const first = clock.next(freshFrom);
  if (first >= shownFrom) return undefined;
  // Somebody who did not think of the change reads the instant on the old clock.
  const naive = freshFrom + Math.floor((atMs - changeMs) / 1000);
  const asked = naive >= freshFrom && naive < shownFrom && clock.next(naive) === naive ? naive : undefined;
  const missing = asked ?? (atMs === changeMs ? first : undefined);
  if (missing === undefined) return undefined;
  const [date, time] = splitClock(missing);
  const set = `On ${date} the clock of ${timezone} goes from ${splitClock(freshFrom)[1]} to ${splitClock(shownFrom)[1]}: ${time} does not exist that day`;
  if (fields.hours.length === 24) {
    return atMs === changeMs ? undefined : `${set}, and a schedule that runs in every hour adds nothing for it.`;
  }
  return atMs === changeMs
    ? `${set} and falls on this instant.`
    : `${set} and is moved to ${instantText(changeMs, timezone)}.`;
}

/** The local times from `shownFrom` to `freshFrom` were shown before. */
function noteRepeat({ cron, timezone }: CronSchedule, atMs: number, change: ClockChange): string | undefined {
  const { atMs: changeMs, minutes, freshFrom, shownFrom } = change;
  if (atMs < changeMs) return undefined;
  const fields = parseCron(cron);
  const local = shownFrom + Math.floor((atMs - changeMs) / 1000);
  if (fields.hours.length === 24 || local >= freshFrom || createCronClock(fields).next(local) !== local) {
    return undefined;
  }
  const [date, time] = splitClock(local);
  const counted = instantText(atMs + minutes * 60_000, timezone);
  return `On ${date} the clock of ${timezone} is set back and shows ${time} twice: it counts the first time, at ${counted}.`;
}

function splitClock(localSeconds: number): [date: string, time: string] {
  const text = clockText(localSeconds * 1000);
  return [text.slice(0, 10), text.slice(11)];
}
