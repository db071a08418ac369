import type { LogPlace } from "../../shared/log-search.ts";
import { frameHeaderBytes } from "./frame.ts";
import type { LinePlace } from "./line-run.ts";
import type { ScanMark } from "./line-scanner.ts";
import { extendMarks, frameTimes, lastMark, lastOf, type LogMarks } from "./log-marks.ts";
import { scanLog } from "./scan-log.ts";

export type LineQuestion = { readonly line: number } | { readonly at: number } | { readonly atMs: number };

type FoundLine = Pick<LogPlace, "line" | "at" | "frame">;

/** A line that is not finished so much later is not waited for, bytes of file. */
const patienceBytes = 67_108_864;

/** Where a line is; see `LogPlace`. */
export function locateLine(
  path: string,
  question: LineQuestion,
  known: LogMarks,
): { readonly place: LogPlace; readonly marks: LogMarks } {
  const marks = extendMarks(path, known);
  const { lines, offset: size } = lastOf(marks);
  const found = lines === 0 ? undefined : find(path, question, marks);
  return { place: { ...(found ?? { line: 0, at: 0, frame: 0 }), lines, size }, marks };
}

function find(path: string, question: LineQuestion, marks: LogMarks): FoundLine | undefined {
  if ("at" in question) return lastUntil(path, question.at, marks);
  const { lines } = lastOf(marks);
  const byNumber = (wanted: number): FoundLine | undefined =>
    firstThat(
      path,
      lastMark(marks, (mark) => mark.lines < wanted),
      (line) => line === wanted,
    );
  if ("line" in question) return byNumber(Math.min(question.line, lines));
  const times = frameTimes(path);
  try {
    const mark = lastMark(marks, ({ offset }) => offset === 0 || times.at(offset) < question.atMs);
    return firstThat(path, mark, (_line, { atMs }) => atMs >= question.atMs) ?? byNumber(lines);
  } finally {
    times.close();
  }
}

/** The line with the lowest number for which this holds. */
function firstThat(
  path: string,
  from: ScanMark,
  holds: (line: number, place: LinePlace) => boolean,
): FoundLine | undefined {
  let best: FoundLine | undefined;
  eachLine(path, from, {
    take(line, place) {
      if ((best === undefined || line < best.line) && holds(line, place)) best = { line, ...position(place) };
    },
    isDone: (offset, open) => best !== undefined && (open > best.at || offset - best.at > patienceBytes),
  });
  return best;
}

/** The line with the highest number that begins at this byte or before it. */
function lastUntil(path: string, at: number, marks: LogMarks): FoundLine | undefined {
  for (let before = Infinity; ;) {
    const bound: number = before;
    const mark = lastMark(marks, ({ offset }) => offset < bound && offset + frameHeaderBytes <= at);
    let best: FoundLine | undefined;
    eachLine(path, mark, {
      take(line, place) {
        if (place.at <= at && line > (best?.line ?? 0)) best = { line, ...position(place) };
      },
      isDone: (offset, open) => offset > at && (open > at || offset - at > patienceBytes),
    });
    if (best !== undefined || mark.offset === 0) return best;
    before = mark.offset;
  }
}

function position({ at, frame }: LinePlace): Pick<LogPlace, "at" | "frame"> {
  return { at, frame };
}

function eachLine(
  path: string,
  from: ScanMark,
  {
    take,
    isDone,
  }: {
    readonly take: (line: number, place: LinePlace) => void;
    /** @param open where the earliest unfinished line begins, Infinity for none */
    readonly isDone: (offset: number, open: number) => boolean;
  },
): void {
  scanLog({
    path,
    from,
    take(run) {
      for (let index = 0; index < run.count; index++) {
        // What goes on with a line that was cut begins none.
        if (index > 0 || run.column === 0) take(run.lineNumber(index), run.placeOf(run.lineStart(index)));
      }
    },
    block: (offset, _size, scanner) => !isDone(offset, scanner.openFrom() ?? Infinity),
  });
}
