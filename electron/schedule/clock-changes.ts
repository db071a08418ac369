import { createCronClock } from "./cron-clock.ts";
import type { CronFields } from "./cron-fields.ts";
import type { Zone } from "./zone.ts";

/**
 * A change of a zone's clock. Instants are epoch milliseconds, local times seconds on the clock since it showed
 * 1970-01-01 00:00:00.
 */
export interface ClockChange {
  readonly atMs: number;
  /** Minutes by which the clock moves; negative when it is set back. */
  readonly minutes: number;
  /** What the clock shows from then on. */
  readonly shownFrom: number;
  /** All below this was shown before, or left out before. */
  readonly freshFrom: number;
}

/** The changes of a zone's clock in [fromMs, untilMs), in order. */
export function clockChangesOf(zone: Zone, fromMs: number, untilMs: number): ClockChange[] {
  const changes: ClockChange[] = [];
  let before = zone.stretchAt(Math.floor((fromMs - 1) / 1000));
  while (before.until * 1000 < untilMs) {
    const stretch = zone.stretchAt(before.until);
    if (stretch.offset !== before.offset) {
      const { from, offset, freshFrom } = stretch;
      const minutes = (offset - before.offset) / 60;
      changes.push({ atMs: from * 1000, minutes, shownFrom: from + offset, freshFrom });
    }
    before = stretch;
  }
  return changes;
}

/** Times of a cron expression that a change of the clock concerns, local seconds. */
export interface TimesAtChange {
  /** Never shown. */
  readonly missing: LocalTimes;
  /** Shown twice. */
  readonly repeated: LocalTimes;
}

export interface LocalTimes {
  readonly count: number;
  /** Undefined when there is none. */
  readonly first: number | undefined;
}

export function timesAtChange(fields: CronFields, { shownFrom, freshFrom }: ClockChange): TimesAtChange {
  const clock = createCronClock(fields);
  const within = (from: number, until: number): LocalTimes => {
    const count = clock.count(from, until);
    return { count, first: count === 0 ? undefined : clock.next(from) };
  };
  return { missing: within(freshFrom, shownFrom), repeated: within(shownFrom, freshFrom) };
}
