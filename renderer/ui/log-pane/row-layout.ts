import type { LogLine } from "./log-line.ts";
import { breakText } from "./text-width.ts";

/** A place in held lines: the `row`th row of the line at `index`, and pixels of it that are scrolled out. */
export interface RowPlace {
  readonly index: number;
  readonly row: number;
  readonly shift: number;
}

/** One row on screen. */
export interface LogRow {
  readonly line: LogLine;
  readonly row: number;
  /** Which of the line's characters it shows. */
  readonly from: number;
  readonly to: number;
}

export interface Layout {
  /** Columns at which lines are broken; undefined: they are not. */
  readonly columns: number | undefined;
  /** Pixels. */
  readonly rowHeight: number;
  /** Of the view, pixels. */
  readonly height: number;
}

const unbroken: readonly number[] = [0];
const known = new WeakMap<LogLine, { readonly columns: number; readonly starts: readonly number[] }>();

/** Where the rows of a line begin in its text. */
function rowStarts(line: LogLine, columns: number | undefined): readonly number[] {
  if (columns === undefined) return unbroken;
  const before = known.get(line);
  if (before?.columns === columns) return before.starts;
  const starts = breakText(line.text, columns);
  known.set(line, { columns, starts });
  return starts;
}

/** Rows that the view holds whole. */
export function wholeRows({ height, rowHeight }: Layout): number {
  return Math.max(1, Math.floor(height / rowHeight));
}

/** The place `rows` further down (up when negative), or the first or last row. */
export function moveRows(lines: readonly LogLine[], place: RowPlace, rows: number, { columns }: Layout): RowPlace {
  let { index } = place;
  let row = place.row + rows;
  while (row < 0 && index > 0) {
    index -= 1;
    row += rowStarts(lines[index] as LogLine, columns).length;
  }
  for (let line = lines[index]; line !== undefined; line = lines[index]) {
    const count = rowStarts(line, columns).length;
    if (row < count) break;
    if (index === lines.length - 1) {
      row = count - 1;
      break;
    }
    row -= count;
    index += 1;
  }
  return { index, row: Math.max(0, row), shift: 0 };
}

/** The place from which the last row stands at the bottom of the view. */
export function endPlace(lines: readonly LogLine[], layout: Layout): RowPlace {
  const last = Math.max(0, lines.length - 1);
  const line = lines[last];
  const row = line === undefined ? 0 : rowStarts(line, layout.columns).length - 1;
  return moveRows(lines, { index: last, row, shift: 0 }, 1 - wholeRows(layout), layout);
}

/** Whether the left place is above the right one. */
export function isAbove(left: RowPlace, right: RowPlace): boolean {
  if (left.index !== right.index) return left.index < right.index;
  return left.row !== right.row ? left.row < right.row : left.shift < right.shift;
}

/** The place so many pixels further down, between the first row and `lowest`. */
export function movePixels(
  lines: readonly LogLine[],
  place: RowPlace,
  pixels: number,
  layout: Layout,
  lowest: RowPlace,
): RowPlace {
  const all = place.shift + pixels;
  const rows = Math.floor(all / layout.rowHeight);
  const moved = { ...moveRows(lines, place, rows, layout), shift: all - rows * layout.rowHeight };
  const above = place.row + rows < 0 && moved.index === 0 && moved.row === 0;
  if (isAbove(lowest, moved)) return lowest;
  return above ? { ...moved, shift: 0 } : moved;
}

/** The rows that the view shows from a place on, the last one perhaps in part. */
export function rowsFrom(lines: readonly LogLine[], place: RowPlace, layout: Layout): LogRow[] {
  const wanted = Math.ceil((layout.height + place.shift) / layout.rowHeight);
  const rows: LogRow[] = [];
  let first = place.row;
  for (let index = place.index; index < lines.length && rows.length < wanted; index++) {
    const line = lines[index] as LogLine;
    const starts = rowStarts(line, layout.columns);
    for (let row = Math.min(first, starts.length - 1); row < starts.length && rows.length < wanted; row++) {
      rows.push({ line, row, from: starts[row] ?? 0, to: starts[row + 1] ?? line.text.length });
    }
    first = 0;
  }
  return rows;
}

/** The last line that begins at or before a position of the file; 0 when none does. */
export function indexAt(lines: readonly LogLine[], position: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle] as LogLine).start <= position) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
