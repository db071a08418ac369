import { createCronClock } from "./cron-clock.ts";
import type { CronFields } from "./cron-fields.ts";
import type { DueSource } from "./due-source.ts";
import { endSecond, firstSecond, secondAfter, secondBefore } from "./instants.ts";
import type { Stretch, Zone } from "./zone.ts";

/**
 * The due instants of a cron schedule in a zone, by the one rule of the product.
 *
 * Hour field matches every hour: elapsed time. Due is every instant whose local time matches; a repeated hour is due
 * both times, a missing one not at all.
 *
 * Hour field restricted: wall clock. Each matching local time counts once. Shown twice, it is due the first time. Never
 * shown, it is due at the first instant after the gap, together with everything else due there.
 *
 * Both are one search along the zone's stretches. They differ in where a stretch's local times begin: with what its
 * clock shows first, or with what no earlier stretch has shown (which leaves repeats out and takes the gap in). A local
 * time in the gap, being below all the stretch shows, falls on its first instant.
 */
export function createCronSource(fields: CronFields, zone: Zone): DueSource {
  const clock = createCronClock(fields);
  const followsElapsedTime = fields.hours.length === 24;

  function firstLocal(stretch: Stretch): number {
    return followsElapsedTime ? stretch.from + stretch.offset : stretch.freshFrom;
  }

  function instantMs(local: number, stretch: Stretch): number {
    return Math.max(local - stretch.offset, stretch.from) * 1000;
  }

  // A search can run past the end of its stretch, and its answer serves the following stretches too, unless the clock
  // goes back to before where the search began.
  return {
    next(afterMs) {
      let searchedFrom = Infinity;
      let local = -Infinity;
      for (let second = secondAfter(afterMs); second < endSecond;) {
        const stretch = zone.stretchAt(second);
        const first = firstLocal(stretch);
        const begin = second === stretch.from ? first : Math.max(second + stretch.offset, first);
        if (begin < searchedFrom || local < begin) {
          local = clock.next(begin);
          searchedFrom = begin;
        }
        if (local < stretch.until + stretch.offset) {
          const instant = instantMs(local, stretch);
          return instant < endSecond * 1000 ? instant : null;
        }
        second = stretch.until;
      }
      return null;
    },
    previous(beforeMs) {
      let searchedFrom = -Infinity;
      let local = Infinity;
      for (let second = secondBefore(beforeMs); second >= firstSecond;) {
        const stretch = zone.stretchAt(second);
        const begin = second + stretch.offset;
        if (begin > searchedFrom || local > begin) {
          local = clock.previous(begin);
          searchedFrom = begin;
        }
        if (local >= firstLocal(stretch)) return instantMs(local, stretch);
        second = stretch.from - 1;
      }
      return null;
    },
    count(afterMs, untilMs) {
      const end = Math.min(Math.floor(untilMs / 1000) + 1, endSecond);
      let count = 0;
      for (let second = secondAfter(afterMs); second < end;) {
        const stretch = zone.stretchAt(second);
        const until = Math.min(stretch.until, end) + stretch.offset;
        const shown = stretch.from + stretch.offset;
        const first = firstLocal(stretch);
        const begin = second === stretch.from ? first : Math.max(second + stretch.offset, first);
        count += clock.count(Math.max(begin, shown), until);
        // All that fall into the gap are one, and none besides what is due at its end.
        if (begin < shown && clock.next(begin) < shown && clock.next(shown) !== shown) count += 1;
        second = stretch.until;
      }
      return count;
    },
  };
}
