import type { Forecast, ForecastRow, WindowSpan } from "../../bridge/views.ts";
import type { MeetingBook } from "./meetings.ts";
import { isCrowded } from "./stops.ts";
import { clampedX, xOf, type TimeScale } from "./time-scale.ts";

/** What is drawn of a row: one path of an SVG for each kind of mark, however many there are. */
export interface RowMarks {
  /** One stroke for each start. */
  readonly starts: string;
  /** The starts that meet others: the same strokes, with a roof. */
  readonly meeting: string;
  /** How long each run usually takes, where that can be seen. */
  readonly runs: string;
  /** Bars of how many start, where there are too many to be told apart. */
  readonly bars: string;
  /** Hollow marks of starts that a calendar keeps back. */
  readonly blocked: string;
}

export interface RowShape {
  /** Pixels. */
  readonly height: number;
  /** Free above and below the marks, pixels. */
  readonly margin: number;
}

/** Shorter runs are no longer than the mark of their start, pixels. */
const visibleRun = 5;
const halfMark = 1.5;

function box(x: number, y: number, width: number, height: number): string {
  return `M${String(x)} ${String(y)}h${String(width)}v${String(height)}h${String(-width)}z`;
}

function tenth(number: number): number {
  return Math.round(number * 10) / 10;
}

/**
 * Bars that stand on the ground line.
 * @param most the count whose bar is as high as there is room; the highest when absent
 */
export function barsPath(
  counts: readonly number[],
  { fromMs, bucketMs }: Pick<Forecast, "fromMs" | "bucketMs">,
  scale: TimeScale,
  { height, margin }: RowShape,
  most: number = Math.max(1, ...counts),
): string {
  const room = height - 2 * margin;
  return counts
    .map((count, bucket) => {
      if (count === 0) return "";
      const from = clampedX(scale, fromMs + bucket * bucketMs);
      const until = clampedX(scale, fromMs + (bucket + 1) * bucketMs);
      const gap = until - from > 4 ? 1 : 0;
      const tall = tenth(Math.max(2, (count / most) * room));
      return box(from, tenth(height - margin - tall), tenth(Math.max(1, until - from - gap)), tall);
    })
    .join("");
}

/** How often the one event of a row starts; a server's row has several. */
export function startsOf(row: ForecastRow): number | undefined {
  return row.eventId === undefined ? undefined : row.count;
}

/** A hollow mark for each start that is held back; where only the first of them are known, one over each window. */
function blockedPath(
  { blocked, blockedCount }: ForecastRow,
  bands: readonly WindowSpan[],
  scale: TimeScale,
  { height, margin }: RowShape,
): string {
  const tall = height - 2 * margin - 1;
  const known = blocked.length === blockedCount || bands.length === 0;
  const places = known
    ? blocked.map(({ atMs }) => [xOf(scale, atMs) - 2.5, 5] as const)
    : bands.map(({ fromMs, untilMs }) => {
        const left = clampedX(scale, Math.max(fromMs, blocked[0]?.atMs ?? fromMs)) + 2;
        return [left, Math.max(3, clampedX(scale, untilMs) - left - 2)] as const;
      });
  return places.map(([left, width]) => box(tenth(left), margin + 0.5, tenth(width), tall)).join("");
}

/** The paths of a row's marks. @param bands the windows that keep its starts back */
export function marksOf(
  row: ForecastRow,
  forecast: Forecast,
  scale: TimeScale,
  shape: RowShape,
  meetings: MeetingBook,
  bands: readonly WindowSpan[],
): RowMarks {
  const { height, margin } = shape;
  const tall = height - 2 * margin;
  const crowded = isCrowded(row, scale.width);
  const starts: string[] = [];
  const meeting: string[] = [];
  const runs: string[] = [];
  const runWidth =
    row.usualDurationMs === undefined ? 0 : (row.usualDurationMs / (scale.untilMs - scale.fromMs)) * scale.width;
  for (const { atMs, eventId } of crowded ? [] : row.instants) {
    const x = xOf(scale, atMs);
    const left = tenth(x - halfMark);
    const isMeeting = meetings.at(eventId, atMs, startsOf(row)) !== undefined;
    const mark = box(left, margin, 2 * halfMark, tall);
    (isMeeting ? meeting : starts).push(mark);
    if (isMeeting) meeting.push(`M${String(tenth(x - 4))} ${String(margin - 3)}h8l-4 5z`);
    if (runWidth >= visibleRun)
      runs.push(box(x, margin + 3, tenth(clampedX(scale, atMs + (row.usualDurationMs ?? 0)) - x), tall - 6));
  }
  return {
    starts: starts.join(""),
    meeting: meeting.join(""),
    runs: runs.join(""),
    bars: crowded ? barsPath(row.counts, forecast, scale, shape) : "",
    blocked: blockedPath(row, bands, scale, shape),
  };
}
