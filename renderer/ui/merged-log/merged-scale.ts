import type { LogLine } from "../log-pane/log-line.ts";
import type { LogRow } from "../log-pane/row-layout.ts";
import type { HeldLog } from "./held-log.ts";

/**
 * What a scrollbar of several logs measures by: the longest of them. Times would not do: logs stand still for hours, and
 * then a million lines come in a minute.
 */
export interface Scale {
  /** Undefined when there is no log. */
  readonly log: string | undefined;
  /** Of its file, and up to where it is held, bytes. */
  readonly size: number;
  readonly next: number;
}

/** Chooses the longest log. */
export function scaleOf(logs: ReadonlyMap<string, HeldLog>): Scale {
  let scale: Scale = { log: undefined, size: 0, next: 0 };
  for (const [log, { size, held }] of logs) if (size > scale.size) scale = { log, size, next: held.next };
  return scale;
}

/**
 * Where the rows that are shown stand on the scale: next to lines of the longest log.
 * @param lines all that are held, by time
 * @param isEnd nothing stands behind the last row
 */
export function placesOnScale(
  { log, size, next }: Scale,
  lines: readonly LogLine[],
  logOf: (line: LogLine) => string,
  rows: readonly LogRow[],
  isEnd: boolean,
): { readonly begins: number; readonly ends: number; readonly size: number } {
  const [first, last] = [rows[0]?.line, rows.at(-1)?.line];
  const from = first === undefined ? -1 : lines.indexOf(first);
  const to = last === undefined ? -1 : lines.lastIndexOf(last);
  const begins = lines.find((line, index) => index >= from && logOf(line) === log)?.start ?? next;
  const ends = isEnd ? size : (lines.findLast((line, index) => index <= to && logOf(line) === log)?.end ?? begins);
  return { begins, ends: Math.max(begins, ends), size };
}
