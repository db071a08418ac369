import type { LogMatch } from "../../shared/log-search.ts";
import { describeMatch } from "./describe-match.ts";
import type { LineRun } from "./line-run.ts";
import type { ScanMark } from "./line-scanner.ts";
import { extendMarks, lastMark, type LogMarks } from "./log-marks.ts";
import { createLogMatcher, type LogQuestion } from "./log-matcher.ts";
import { scanLog } from "./scan-log.ts";

export interface LogFind extends LogQuestion {
  readonly path: string;
  /** Absent: before the beginning, or behind the end. */
  readonly from: number | undefined;
  readonly direction: "next" | "previous";
  readonly marks: LogMarks;
}

export interface LogFindAnswer {
  readonly match: LogMatch | undefined;
  readonly size: number;
  readonly marks: LogMarks;
}

/** A line that goes on for longer than this behind the place in question is not waited for, bytes of file. */
const patienceBytes = 67_108_864;

/**
 * The match nearest to a place, in the order of the bytes at which matches begin. Lines of one stream may end long
 * after lines of another that began later: the answer waits for those that could hold a nearer one.
 */
export function findMatch(question: LogFind): LogFindAnswer {
  return question.direction === "next" ? findNext(question) : findPrevious(question);
}

function findNext({ path, from = -1, marks: known, ...question }: LogFind): LogFindAnswer {
  const match = createLogMatcher(question);
  const marks = from > 0 ? extendMarks(path, known, from) : known;
  let best: LogMatch | undefined;
  const take = (run: LineRun): void => {
    match(run, (start, end) => {
      const { at } = run.placeOf(start);
      if (at > from && (best === undefined || at < best.at)) best = describeMatch(run, start, end);
    });
  };
  const { size } = scanLog({
    path,
    from: lastMark(marks, ({ offset }) => offset <= from),
    take,
    block(offset, _size, scanner) {
      if (best === undefined) return true;
      const open = scanner.openFrom();
      return open !== undefined && open < best.at && offset - best.at < patienceBytes;
    },
  });
  return { match: best, size, marks };
}

function findPrevious({ path, from = Infinity, marks: known, ...question }: LogFind): LogFindAnswer {
  const match = createLogMatcher(question);
  const marks = extendMarks(path, known, from);
  let best: LogMatch | undefined;
  let size = 0;
  let until = from;
  for (;;) {
    const before: number = until;
    const mark: ScanMark = lastMark(marks, ({ offset }) => offset < before);
    const take = (run: LineRun): void => {
      let last: readonly [start: number, end: number, at: number] | undefined;
      match(run, (start, end) => {
        const { at } = run.placeOf(start);
        if (at < from && at > (last?.[2] ?? best?.at ?? -1)) last = [start, end, at];
      });
      if (last !== undefined) best = describeMatch(run, last[0], last[1]);
    };
    ({ size } = scanLog({
      path,
      from: mark,
      take,
      block(offset, _size, scanner) {
        const open = scanner.openFrom();
        return offset < before || (open !== undefined && open < before && offset - before < patienceBytes);
      },
    }));
    if (mark.offset === 0 || (best !== undefined && best.at >= mark.offset)) return { match: best, size, marks };
    until = mark.offset;
  }
}
