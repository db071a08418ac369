import { closeSync, openSync, readSync } from "node:fs";
import { isHeavy, logBeginning, type ScanMark } from "./line-scanner.ts";
import { scanLog } from "./scan-log.ts";

/**
 * Marks of a log from its beginning, in order, about a megabyte apart: the way to any line or byte is short. Only the
 * last may be heavy.
 */
export type LogMarks = readonly [ScanMark, ...ScanMark[]];

/** Marks are no closer than this, bytes, but for the last. */
const leastDistance = 524_288;

export const noMarks: LogMarks = [logBeginning];

/**
 * Adds the marks that are missing up to a place.
 * @param until a byte of the file; absent: its end as it is now
 * @returns at least the marks given
 */
export function extendMarks(path: string, marks: LogMarks, until = Infinity): LogMarks {
  const { offset } = lastOf(marks);
  if (offset >= until) return marks;
  // What was the end of a growing log gives way, or each look at it would leave a mark.
  const [first, ...others] = marks;
  const isSpare = offset - (marks.at(-2)?.offset ?? 0) < leastDistance || isHeavy(lastOf(marks));
  const kept: LogMarks = isSpare ? [first, ...others.slice(0, -1)] : marks;
  const last = lastOf(kept);
  const added: ScanMark[] = [];
  scanLog({
    path,
    from: last,
    take: () => undefined,
    block(offset, _size, scanner) {
      const before = added.at(-1);
      if (before !== undefined && isHeavy(before)) added.pop();
      added.push(scanner.mark(offset));
      return offset < until;
    },
  });
  return added.length === 0 ? marks : [...kept, ...added];
}

export function lastOf(marks: LogMarks): ScanMark {
  return marks.at(-1) ?? marks[0];
}

/** The last mark for which this holds; the first for none. It must hold for all before one for which it does. */
export function lastMark(marks: LogMarks, holds: (mark: ScanMark) => boolean): ScanMark {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const mark = marks[middle];
    if (mark !== undefined && holds(mark)) low = middle + 1;
    else high = middle;
  }
  return marks[Math.max(0, low - 1)] ?? logBeginning;
}

/** Tells when the frame at a place arrived, epoch milliseconds; Infinity at the end of the log. */
export function frameTimes(path: string): { at(offset: number): number; close(): void } {
  const file = openSync(path, "r");
  const header = Buffer.allocUnsafe(16);
  return {
    at: (offset) =>
      readSync(file, header, 0, 16, offset) < 16
        ? Infinity
        : header.readUInt32BE(8) * 2 ** 32 + header.readUInt32BE(12),
    close: () => {
      closeSync(file);
    },
  };
}
