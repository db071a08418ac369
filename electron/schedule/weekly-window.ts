import { endSecond } from "./instants.ts";
import { wallSpan } from "./wall-span.ts";
import { followOpenings, type Opening, type WindowMark, type WindowSource } from "./window-source.ts";
import type { Zone } from "./zone.ts";

const secondsPerDay = 86_400;
/** A zone may skip a whole date, so the next opening can be two weeks away; and a day for the offset. */
const daysAhead = 16;

export interface WeeklyWindow {
  /** 1 is Monday, 7 Sunday: the days on which it begins. */
  readonly days: readonly number[];
  /** Times of day, seconds since midnight. At or before `from`: on the day after. */
  readonly from: number;
  readonly until: number;
}

/** A window that opens on certain days of the week by a zone's wall clock. */
export function createWeeklySource({ days, from, until }: WeeklyWindow, zone: Zone, mark: WindowMark): WindowSource {
  const length = until > from ? until - from : until - from + secondsPerDay;
  const opens = Array.from({ length: 7 }, (_, index) => days.includes(index + 1));

  /** @param day days since 1970-01-01 on the zone's clock */
  function openingOf(day: number): Opening | undefined {
    // 1970-01-01 was a Thursday: three days after the Monday that is 0 here.
    if (opens[(((day + 3) % 7) + 7) % 7] !== true) return undefined;
    const begin = day * secondsPerDay + from;
    const span = wallSpan(begin, begin + length, zone);
    return span && { ...span, ...mark };
  }

  function dayOf(instantMs: number): number {
    const second = Math.floor(instantMs / 1000);
    return Math.floor((second + zone.stretchAt(second).offset) / secondsPerDay);
  }

  function at(instantMs: number): Opening | undefined {
    const today = dayOf(instantMs);
    // One that began yesterday may still be open, or the clock may have been set back over midnight.
    for (let day = today + 1; day >= today - 2; day--) {
      const opening = openingOf(day);
      if (opening && opening.fromMs <= instantMs && instantMs < opening.untilMs) return opening;
    }
    return undefined;
  }

  return {
    at,
    reach: (instantMs, limitMs, allowance) => followOpenings(at, instantMs, limitMs, allowance),
    next(afterMs) {
      const today = dayOf(afterMs);
      for (let day = today - 1; day <= today + daysAhead; day++) {
        const opening = openingOf(day);
        if (opening && opening.fromMs > afterMs) return opening.fromMs < endSecond * 1000 ? opening.fromMs : null;
      }
      return null;
    },
    *list(fromMs, untilMs) {
      const last = dayOf(Math.min(untilMs, endSecond * 1000)) + 1;
      for (let day = dayOf(fromMs) - 2; day <= last; day++) {
        const opening = openingOf(day);
        if (opening && opening.untilMs > fromMs && opening.fromMs < untilMs) yield opening;
      }
    },
  };
}
