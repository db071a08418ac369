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

/** The events whose due times are touched, in words; empty when there is none. */
function touched(changes: readonly ForecastClockChange[]): string {
  const count = changes.reduce((sum, { eventCount }) => sum + eventCount, 0);
  if (count === 0) return "";
  const names = [...new Set(changes.flatMap(({ eventNames }) => eventNames))];
  const shown = names.slice(0, 3).map((name) => `“${name}”`);
  const rest = count - shown.length;
  return ` ${[...shown, ...(rest > 0 ? [`${String(rest)} more`] : [])].join(", ")} would be due in it.`;
}

/** Puts changes of the same instant together; the zone with the most events speaks for all. */
export function clockChangesOf(changes: readonly ForecastClockChange[], style: TimeStyle): readonly ClockChange[] {
  const byInstant = Map.groupBy(changes, ({ atMs }) => atMs);
  return [...byInstant].map(([atMs, together]) => {
    const [first, ...others] = together.toSorted((left, right) => right.eventCount - left.eventCount);
    if (first === undefined) throw new Error("a group is never empty");
    const before = clockBefore(first);
    const after = clockAt(atMs, first.timezone);
    const day = dayText(atMs - 1, { ...style, zone: first.timezone });
    const zone = zoneName(first.timezone);
    const effect =
      first.minutes > 0
        ? `goes forward: ${before}–${after} does not exist that day`
        : `goes back: ${after}–${before} comes twice that day`;
    const also =
      others.length === 0
        ? ""
        : ` At the same moment also in ${others.map((each) => zoneName(each.timezone)).join(", ")}.`;
    return {
      atMs,
      flag: `${day} ${before} → ${after} ${zone}${others.length === 0 ? "" : ` and ${String(others.length)} more`}`,
      sentence: `The clock of ${zone} ${effect}.${also}${touched(together)}`,
    };
  });
}
