import type { ScriptDifference } from "../../shared/event-version.ts";
import { compareLines, type ComparedLine } from "../definitions/script-difference.ts";
import { textEnd } from "../logs/line-run.ts";
import { logBeginning } from "../logs/line-scanner.ts";
import { normaliseLine } from "../logs/normalise-line.ts";
import { scanLog } from "../logs/scan-log.ts";

/** Of a longer log so many lines at its beginning and at its end are compared. */
const mostLinesEachEnd = 5_000;
/** A line is compared and shown up to so long, UTF-16 units. */
const longestLine = 2_000;
/** Equal lines shown about each that differs. */
const around = 3;
/** Of all pairs together so much is told of lines, UTF-16 units; further lines are counted. */
const mostShown = 4_000_000;

export interface LogPair {
  /** Undefined where there is none. */
  readonly path: string | undefined;
  readonly withPath: string | undefined;
}

export interface LogPairDifference {
  readonly difference: ScriptDifference | undefined;
  readonly lines: number;
  readonly withLines: number;
  readonly partial: boolean;
}

/** What differs between logs beyond what differs in every run; reads them as a whole, keeps little of them. */
export function compareLogs(pairs: readonly LogPair[]): readonly LogPairDifference[] {
  let room = mostShown;
  /** As many lines as there is room for. */
  const cutToRoom = (difference: ScriptDifference): ScriptDifference => {
    const lines = difference.lines.filter((line) => (room -= line.kind === "skipped" ? 0 : line.text.length) >= 0);
    return { ...difference, lines, cut: difference.cut + difference.lines.length - lines.length };
  };
  return pairs.map(({ path, withPath }) => {
    const own = readEnds(path);
    const other = readEnds(withPath);
    const difference = compareLines(other.kept, own.kept, around);
    return {
      difference: difference && cutToRoom(difference),
      lines: own.lines,
      withLines: other.lines,
      partial: own.lines > own.kept.length || other.lines > other.kept.length,
    };
  });
}

interface LogEnds {
  readonly kept: readonly ComparedLine[];
  readonly lines: number;
}

function readEnds(path: string | undefined): LogEnds {
  const head: ComparedLine[] = [];
  let tail: { readonly number: number; readonly bytes: Buffer }[] = [];
  let lines = 0;
  if (path !== undefined) {
    scanLog({
      path,
      from: logBeginning,
      take(run) {
        // What the program itself remarks is told elsewhere.
        if (run.stream === "system") return;
        for (let index = 0; index < run.count; index++) {
          if (index === 0 && run.column > 0) continue;
          lines++;
          const start = run.lineStart(index);
          const bytes = run.bytes.subarray(start, Math.min(textEnd(run, index), start + 4 * longestLine));
          const number = run.lineNumber(index);
          if (head.length < mostLinesEachEnd) head.push(toCompared(number, bytes));
          else tail.push({ number, bytes: Buffer.from(bytes) });
          if (tail.length >= 2 * mostLinesEachEnd) tail = tail.slice(-mostLinesEachEnd);
        }
      },
    });
  }
  const end = tail.slice(-mostLinesEachEnd).map(({ number, bytes }) => toCompared(number, bytes));
  return { kept: [...head, ...end].sort((left, right) => left.number - right.number), lines };
}

function toCompared(number: number, bytes: Buffer): ComparedLine {
  const text = bytes.toString("utf8").slice(0, longestLine);
  return { number, text, key: normaliseLine(text) };
}
