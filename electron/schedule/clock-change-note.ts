import { createCronClock } from "./cron-clock.ts";
import type { CronSchedule } from "./due.ts";
import { clockText, instantText } from "./instant-text.ts";
import { parseCron } from "./parse-cron.ts";
import { findZone } from "./zone.ts";

/** A change of the clock concerns instants this far away, seconds. */
const nearSeconds = 86_400;

/**
 * What a change of the zone's clock has to do with an instant of a cron schedule: a local time that did not exist and
 * the instant it was moved to, or one that came twice and counts the first time. Undefined when nothing.
 * @param atMs epoch milliseconds
 */
export function noteClockChange(schedule: CronSchedule, atMs: number): string | undefined {
  const zone = findZone(schedule.timezone);
  const second = Math.floor(atMs / 1000);
  const stretch = zone.stretchAt(second);
  for (const change of [stretch.from, stretch.until]) {
    if (Math.abs(change - second) > nearSeconds) continue;
    const before = zone.stretchAt(change - 1).offset;
    const after = zone.stretchAt(change).offset;
    const note =
      after > before
        ? noteGap(schedule, second, change, before, after)
        : noteRepeat(schedule, second, change, before, after);
    if (note !== undefined) return note;
  }
  return undefined;
}

/** All in seconds: instants since 1970, offsets local minus UTC. */
function noteGap(
  { cron, timezone }: CronSchedule,
  second: number,
  change: number,
  before: number,
  after: number,
): string | undefined {
  const fields = parseCron(cron);
  const clock = createCronClock(fields);
  const first = clock.next(change + before);
  if (first >= change + after) return undefined;
  // Somebody who did not think of the change reads the instant on the old clock.
  const naive = second + before;
  const asked = naive < change + after && clock.next(naive) === naive ? naive : undefined;
  const missing = asked ?? (second === change ? first : undefined);
  if (missing === undefined) return undefined;
  const [date, time] = splitClock(missing);
  const set = `On ${date} the clock of ${timezone} was set from ${splitClock(change + before)[1]} to ${splitClock(change + after)[1]}: ${time} did not exist that day`;
  if (fields.hours.length === 24) {
    return second === change ? undefined : `${set}, and a schedule that runs in every hour adds nothing for it.`;
  }
  return second === change
    ? `${set} and falls on this instant.`
    : `${set} and was moved to ${instantText(change * 1000, timezone)}.`;
}

function noteRepeat(
  { cron, timezone }: CronSchedule,
  second: number,
  change: number,
  before: number,
  after: number,
): string | undefined {
  if (after === before || second < change) return undefined;
  const fields = parseCron(cron);
  const local = second + after;
  if (fields.hours.length === 24 || local >= change + before || createCronClock(fields).next(local) !== local) {
    return undefined;
  }
  const [date, time] = splitClock(local);
  const counted = instantText((local - before) * 1000, timezone);
  return `On ${date} the clock of ${timezone} was set back and showed ${time} twice: it counts the first time, at ${counted}.`;
}

function splitClock(localSeconds: number): [date: string, time: string] {
  const text = clockText(localSeconds * 1000);
  return [text.slice(0, 10), text.slice(11)];
}
