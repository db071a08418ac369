import type { LogLine } from "../../shared/log-search.ts";
import { textEnd, type LineRun } from "./line-run.ts";
import type { ScanMark } from "./line-scanner.ts";
import { extendMarks, lastMark, type LogMarks } from "./log-marks.ts";
import { scanLog } from "./scan-log.ts";

/** A line is told up to so long, UTF-16 units. */
const longestText = 16_384;
/** A line that is not finished so much later is told as it is, bytes of file. */
const patienceBytes = 8_388_608;

export interface LinesAnswer {
  readonly lines: readonly LogLine[];
  readonly size: number;
  readonly marks: LogMarks;
}

/** Some lines by their numbers. */
export function readLines({
  path,
  from,
  count,
  marks: known,
}: {
  readonly path: string;
  readonly from: number;
  readonly count: number;
  readonly marks: LogMarks;
}): LinesAnswer {
  const marks = marksUntil(path, known, ({ lines }) => lines >= from - 1);
  const lines: LogLine[] = [];
  const { size } = scanLog({
    path,
    from: lastMark(marks, (mark) => mark.lines < from),
    take(run) {
      for (let index = 0; index < run.count; index++) {
        const number = run.lineNumber(index);
        if (number >= from && number < from + count && !(index === 0 && run.column > 0)) lines.push(tell(run, index));
      }
    },
    block(offset, _size, scanner) {
      if (lines.length >= count) return false;
      if (scanner.mark(offset).lines < from + count - 1) return true;
      const open = scanner.openFrom();
      if (open !== undefined && offset - open < patienceBytes) return true;
      scanner.end();
      return false;
    },
  });
  return { lines: lines.sort((left, right) => left.line - right.line), size, marks };
}

function tell(run: LineRun, index: number): LogLine {
  const start = run.lineStart(index);
  const end = textEnd(run, index);
  const text = run.bytes.toString("utf8", start, Math.min(end, start + 4 * longestText));
  const { at, atMs } = run.placeOf(start);
  const cut = text.length > longestText || end - start > 4 * longestText || run.usable < run.length;
  return { line: run.lineNumber(index), stream: run.stream, at, atMs, text: text.slice(0, longestText), cut };
}

/** Marks as far as they are needed, without going to the end of a long log for its first lines. */
function marksUntil(path: string, marks: LogMarks, reaches: (mark: ScanMark) => boolean): LogMarks {
  let extended = marks;
  for (;;) {
    const last = extended.at(-1) ?? extended[0];
    if (reaches(last)) return extended;
    const more = extendMarks(path, extended, last.offset + 67_108_864);
    if (more === extended) return extended;
    extended = more;
  }
}
