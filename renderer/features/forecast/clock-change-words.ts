import type { ForecastClockChange } from "../../bridge/views.ts";
import { dayText, type TimeStyle } from "../../time/format-time.ts";
import { wallText } from "../../time/wall-clock.ts";

/** Changes of clocks at one and the same instant: a whole continent changes at once. */
export interface ClockChange {
  readonly atMs: number;
  /** `28 Mar 02:00 → 03:00 Europe/Berlin` */
  readonly flag: string;
  /** What it means, in a sentence. */
  readonly sentence: string;
  readonly timezones: readonly string[];
}

function clockAt(atMs: number, zone: string): string {
  return wallText(atMs, zone).slice(11, 16);
}

function clockBefore({ atMs, timezone, minutes }: ForecastClockChange): string {
  const shown = Date.parse(`${wallText(atMs, timezone)}Z`) - minutes * 60_000;
  return new Date(shown).toISOString().slice(11, 16);
}

function zoneName(zone: string): string {
  return zone.replaceAll("_", " ");
}

/** Puts changes of the same instant together; the zone with the most events speaks for all. */
export function clockChangesOf(changes: readonly ForecastClockChange[], style: TimeStyle): readonly ClockChange[] {
  const byInstant = Map.groupBy(changes, ({ atMs }) => atMs);
  return [...byInstant].map(([atMs, together]) => {
    const [first, ...others] = together.toSorted((left, right) => right.eventNames.length - left.eventNames.length);
    if (first === undefined) throw new Error("a group is never empty");
    const before = clockBefore(first);
    const after = clockAt(atMs, first.timezone);
    const day = dayText(atMs - 1, { ...style, zone: first.timezone });
    const more = others.length === 0 ? "" : ` and ${String(others.length)} more`;
    const [low, high] = first.minutes > 0 ? [before, after] : [after, before];
    const effect = first.minutes > 0 ? `${low}–${high} does not exist that day` : `${low}–${high} comes twice that day`;
    return {
      atMs,
      flag: `${day} ${before} → ${after} ${zoneName(first.timezone)}${more}`,
      sentence: `The clock goes ${first.minutes > 0 ? "forward" : "back"}: ${effect} in ${together
        .map(({ timezone }) => zoneName(timezone))
        .join(", ")}.`,
      timezones: together.map(({ timezone }) => timezone),
    };
  });
}
