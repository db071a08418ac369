import { clockText, dayText, type TimeStyle } from "../../time/format-time.ts";
import { addDays, dateAt, startOfDate } from "../../time/dates.ts";
import { instantOfWall } from "../../time/wall-clock.ts";

/** How a stretch of time lies on so many pixels. Epoch milliseconds. */
export interface TimeScale {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly width: number;
}

/** Where an instant lies, pixels from the left; to a tenth, which keeps drawn paths short. */
export function xOf({ fromMs, untilMs, width }: TimeScale, atMs: number): number {
  return Math.round(((atMs - fromMs) / (untilMs - fromMs)) * width * 10) / 10;
}

/** The same, but never outside. */
export function clampedX(scale: TimeScale, atMs: number): number {
  return Math.min(scale.width, Math.max(0, xOf(scale, atMs)));
}

/** A line of the axis and what stands at it. */
export interface AxisTick {
  readonly atMs: number;
  readonly label: string;
  /** A new day begins. */
  readonly isDay: boolean;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Room that a label needs, pixels. */
const clockRoom = 58;
const dayRoom = 76;

function stepOf(steps: readonly number[], unitPixels: number, room: number): number | undefined {
  return steps.find((step) => step * unitPixels >= room);
}

/** The axis of a scale on the wall clock of the style's zone: hours while there is room for them, else days. */
export function axisTicks(scale: TimeScale, style: TimeStyle & { readonly zone: string }): readonly AxisTick[] {
  const { fromMs, untilMs, width } = scale;
  const pixelsPerMs = width / (untilMs - fromMs);
  if (!(pixelsPerMs > 0)) return [];
  const hours = stepOf([1, 2, 3, 6, 12], hourMs * pixelsPerMs, clockRoom);
  const days = hours === undefined ? (stepOf([1, 2, 7, 14], dayMs * pixelsPerMs, dayRoom) ?? 28) : 1;
  const ticks: AxisTick[] = [];
  let date = dateAt(fromMs, style.zone);
  for (
    let day = startOfDate(date, style.zone);
    day < untilMs;
    date = addDays(date, days), day = startOfDate(date, style.zone)
  ) {
    if (day >= fromMs) ticks.push({ atMs: day, label: dayText(day, style), isDay: true });
    for (let hour = hours ?? 24; hour < 24; hour += hours ?? 24) {
      const named = instantOfWall(`${date}T${String(hour).padStart(2, "0")}:00`, style.zone);
      if (named === undefined || named.comes === "never" || named.at < fromMs || named.at >= untilMs) continue;
      ticks.push({ atMs: named.at, label: clockText(named.at, style), isDay: false });
    }
  }
  return ticks;
}

/** Rough widths of labels, with the space between two; pixels. */
const labelWidths = { day: 70, clock: 42 } as const;

/** The ticks whose labels fit beside each other; a day goes before an hour. */
export function labelledTicks(ticks: readonly AxisTick[], scale: TimeScale): readonly AxisTick[] {
  const taken: { readonly from: number; readonly until: number }[] = [];
  const fits = ({ atMs, isDay }: AxisTick): boolean => {
    const from = xOf(scale, atMs);
    const until = from + labelWidths[isDay ? "day" : "clock"];
    if (until > scale.width || taken.some((other) => from < other.until && until > other.from)) return false;
    taken.push({ from, until });
    return true;
  };
  const days = ticks.filter((tick) => tick.isDay && fits(tick));
  return [...days, ...ticks.filter((tick) => !tick.isDay && fits(tick))].sort((left, right) => left.atMs - right.atMs);
}
