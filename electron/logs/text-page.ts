import type { LogStream } from "../../shared/words.ts";
import { textEnd } from "./line-run.ts";
import { logBeginning, type ScanMark } from "./line-scanner.ts";
import { extendMarks, lastMark, type LogMarks } from "./log-marks.ts";
import { scanLog } from "./scan-log.ts";

/** About so much of the file makes a page, bytes. */
const pageBytes = 2_097_152;

export interface TextPage {
  readonly path: string;
  /** All streams when undefined; then each line says which it is of. */
  readonly stream: LogStream | undefined;
  /** Where a frame begins: 0, or `next` of the page before. */
  readonly from: number;
  readonly marks: LogMarks;
}

export interface TextPageAnswer {
  /** Lines, each led by the time at which it began, in UTC. */
  readonly text: string;
  /** Undefined at the end of the log. */
  readonly next: number | undefined;
  readonly size: number;
  readonly marks: LogMarks;
}

/** A page of a log for reading elsewhere. Pages put together hold every line once. */
export function readTextPage({ path, stream, from, marks: known }: TextPage): TextPageAnswer {
  const marks = extendMarks(path, known, from);
  const lines: (readonly [at: number, text: string])[] = [];
  let next = from;
  let stopped = false;
  const { size } = scanLog({
    path,
    from: markAt(path, marks, from),
    take(run) {
      if (stream !== undefined && run.stream !== stream) return;
      for (let index = 0; index < run.count; index++) {
        const start = run.lineStart(index);
        // What comes again with the next piece of a long line is left to it.
        const end = Math.min(textEnd(run, index), run.usable);
        const { at, atMs } = run.placeOf(start);
        const goesOn = index === 0 && run.column > 0;
        const isCut = run.usable < run.length && index + 1 === run.count;
        const lead = goesOn ? "" : `${new Date(atMs).toISOString()} ${stream === undefined ? `${run.stream} ` : ""}`;
        lines.push([at, `${lead}${run.bytes.toString("utf8", start, end)}${isCut ? "" : "\n"}`]);
      }
    },
    block(offset) {
      next = offset;
      stopped = offset - from >= pageBytes;
      return !stopped;
    },
  });
  const text = lines
    .sort(([left], [right]) => left - right)
    .map(([, line]) => line)
    .join("");
  return { text, next: stopped ? next : undefined, size, marks };
}

function markAt(path: string, marks: LogMarks, offset: number): ScanMark {
  let mark = lastMark(marks, (candidate) => candidate.offset <= offset);
  if (mark.offset === offset) return mark;
  scanLog({
    path,
    from: mark,
    until: offset,
    take: () => undefined,
    block(reached, _size, scanner) {
      mark = scanner.mark(reached);
      return true;
    },
  });
  return offset === 0 ? logBeginning : mark;
}
