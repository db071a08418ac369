import type { LogStream } from "../../shared/words.ts";
import { createGrowingNumbers } from "./growing-numbers.ts";
import type { LinePlace, LineRun } from "./line-run.ts";
import { characterBoundary, unitsBetween } from "./utf8-units.ts";

/** A line longer than this is looked at in pieces, bytes; and one that came in more portions than this. */
const longestLine = 1_048_576;
const mostSpans = 16_384;
/** So much of a piece comes again at the beginning of the next, bytes: what is no longer is whole in one of them. */
const pieceOverlap = 4_096;

/** An unfinished line, by where its bytes are in the file. */
export interface StreamRest {
  readonly line: number;
  /** UTF-16 units of the line before what is here. */
  readonly column: number;
  readonly spans: readonly (LinePlace & { readonly length: number })[];
}

export interface StreamLines {
  append(bytes: Buffer, from: number, to: number, place: LinePlace): void;
  restore(rest: StreamRest, readSpan: (at: number, length: number) => Buffer): void;
  flush(): void;
  cutIfLong(): void;
  end(): void;
  /** To be asked after a flush. */
  rest(): StreamRest | undefined;
  openFrom(): number | undefined;
}

/** The lines of one stream. @param counter how many lines of all streams have begun */
export function createStreamLines(
  stream: LogStream,
  counter: { lines: number },
  take: (run: LineRun) => void,
): StreamLines {
  let bytes = Buffer.allocUnsafe(65_536);
  let length = 0;
  /** Where the whole lines end. */
  let whole = 0;
  let isOpen = false;
  let column = 0;
  const starts = createGrowingNumbers();
  const numbers = createGrowingNumbers();
  const spans = { start: createGrowingNumbers(), at: createGrowingNumbers(), frame: createGrowingNumbers() };
  const times = createGrowingNumbers();

  function addSpan(start: number, { at, frame, atMs }: LinePlace): void {
    spans.start.push(start);
    spans.at.push(at);
    spans.frame.push(frame);
    times.push(atMs);
  }

  function placeOf(position: number): LinePlace {
    const index = Math.max(0, spans.start.lastAtMost(position));
    return {
      at: spans.at.at(index) + position - spans.start.at(index),
      frame: spans.frame.at(index),
      atMs: times.at(index),
    };
  }

  function reserve(more: number): void {
    if (length + more <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, length + more));
    bytes.copy(larger, 0, 0, length);
    bytes = larger;
  }

  function give(end: number, usable: number): void {
    if (end === 0) return;
    const count = starts.lastAtMost(end - 1) + 1;
    take({
      stream,
      bytes,
      length: end,
      count,
      usable,
      column,
      lineAt: (position) => Math.min(starts.lastAtMost(position), count - 1),
      lineStart: (index) => starts.at(index),
      lineNumber: (index) => numbers.at(index),
      placeOf,
    });
  }

  function restFrom(start: number): (LinePlace & { length: number })[] {
    const rest: (LinePlace & { length: number })[] = [];
    for (let index = Math.max(0, spans.start.lastAtMost(start)); index < spans.start.length; index++) {
      const from = Math.max(start, spans.start.at(index));
      const to = index + 1 < spans.start.length ? spans.start.at(index + 1) : length;
      if (to > from) rest.push({ ...placeOf(from), length: to - from });
    }
    return rest;
  }

  /** Forgets what lies before `start`, which begins a line, or goes on with the one that is open. */
  function drop(start: number, line: number): void {
    const rest = restFrom(start);
    for (const list of [starts, numbers, spans.start, spans.at, spans.frame, times]) list.clear();
    bytes.copyWithin(0, start, length);
    length -= start;
    whole = 0;
    if (length === 0) return;
    starts.push(0);
    numbers.push(line);
    let position = 0;
    for (const span of rest) {
      addSpan(position, span);
      position += span.length;
    }
  }

  function flush(): void {
    if (whole === 0) return;
    give(whole, whole);
    column = 0;
    drop(whole, numbers.at(numbers.length - 1));
  }

  return {
    append(source, from, to, place) {
      reserve(to - from);
      source.copy(bytes, length, from, to);
      addSpan(length, place);
      const end = length + to - from;
      const added = bytes.subarray(0, end);
      let at = length;
      while (at < end) {
        if (!isOpen) {
          starts.push(at);
          numbers.push(++counter.lines);
          isOpen = true;
        }
        const feed = added.indexOf(0x0a, at);
        if (feed === -1) break;
        at = feed + 1;
        whole = at;
        isOpen = false;
      }
      length = end;
    },
    restore(rest, readSpan) {
      starts.push(0);
      numbers.push(rest.line);
      column = rest.column;
      isOpen = true;
      for (const span of rest.spans) {
        reserve(span.length);
        readSpan(span.at, span.length).copy(bytes, length);
        addSpan(length, span);
        length += span.length;
      }
    },
    flush,
    cutIfLong() {
      const isLong = length - whole > longestLine;
      const isScattered =
        spans.start.length > mostSpans && spans.start.length - Math.max(0, spans.start.lastAtMost(whole)) > mostSpans;
      if (!isLong && !isScattered) return;
      flush();
      const end = characterBoundary(bytes, 0, length);
      const usable = characterBoundary(bytes, 0, end - pieceOverlap);
      give(end, usable);
      const line = numbers.at(0);
      const before = unitsBetween(bytes, 0, usable);
      drop(usable, line);
      column += before;
    },
    end() {
      flush();
      give(length, length);
      length = 0;
    },
    rest: () => (length === 0 ? undefined : { line: numbers.at(0), column, spans: restFrom(0) }),
    openFrom: () => (isOpen && length > 0 ? placeOf(Math.min(whole, length - 1)).at : undefined),
  };
}
