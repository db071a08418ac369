import { logStreams, type LogStream } from "../../shared/words.ts";
import { createEscapeFilter, type EscapeState } from "./escape-filter.ts";
import { frameHeaderBytes } from "./frame.ts";
import type { LineRun } from "./line-run.ts";
import { createStreamLines, type StreamLines, type StreamRest } from "./stream-lines.ts";

/** The state of a scan between two frames: from here it can be taken up as if all before had been read. */
export interface ScanMark {
  /** Where the next frame begins. */
  readonly offset: number;
  /** Lines that have begun so far. */
  readonly lines: number;
  /** What each stream's unfinished line consists of. */
  readonly rests: Readonly<Partial<Record<LogStream, StreamRest>>>;
  /** Streams that stand in the middle of a control sequence. */
  readonly sequences: Readonly<Partial<Record<LogStream, EscapeState>>>;
}

export const logBeginning: ScanMark = { offset: 0, lines: 0, rests: {}, sequences: {} };

/**
 * Whether a mark is too large to be kept, as it stands in lines that came in very many portions: such as what programs
 * show of their progress, all in one line. The next mark that is not is rarely further than some megabytes.
 */
export function isHeavy({ rests }: ScanMark): boolean {
  return Object.values(rests).reduce((sum, { spans }) => sum + spans.length, 0) > mostSpansKept;
}

/** Some 50 bytes each. */
const mostSpansKept = 512;

export interface LineScanner {
  /** Takes the next frame. `at` is where it begins in the file. */
  frame(stream: LogStream, at: number, atMs: number, payload: Buffer): void;
  /** Gives the lines that are whole so far. */
  flush(): void;
  /** Gives everything, unfinished lines too. Nothing may follow. */
  end(): void;
  /** To be asked after a flush. @param offset where the next frame begins */
  mark(offset: number): ScanMark;
  /** Where the earliest unfinished line begins in the file; undefined when none is. */
  openFrom(): number | undefined;
}

/**
 * Puts the lines of a log's streams together again, which frames cut anywhere and interleave. Lines are numbered in the
 * order in which they begin, those of streams that are not wanted as well.
 * @param readSpan the bytes of the file that an unfinished line of `from` consists of
 * @param take called with whole lines, stream by stream
 */
export function createLineScanner(
  from: ScanMark,
  readSpan: (at: number, length: number) => Buffer,
  take: (run: LineRun) => void,
): LineScanner {
  const counter = { lines: from.lines };
  const lanes = Object.fromEntries(
    logStreams.map((stream) => {
      const lines = createStreamLines(stream, counter, take);
      const rest = from.rests[stream];
      if (rest !== undefined) lines.restore(rest, readSpan);
      return [stream, { lines, filter: createEscapeFilter(from.sequences[stream]) }];
    }),
  ) as Record<LogStream, { readonly lines: StreamLines; readonly filter: ReturnType<typeof createEscapeFilter> }>;

  return {
    frame(stream, at, atMs, payload) {
      const { lines, filter } = lanes[stream];
      filter.pass(payload, (start, end) => {
        lines.append(payload, start, end, { at: at + frameHeaderBytes + start, frame: at, atMs });
      });
      lines.cutIfLong();
    },
    flush() {
      for (const stream of logStreams) lanes[stream].lines.flush();
    },
    end() {
      for (const stream of logStreams) lanes[stream].lines.end();
    },
    mark(offset) {
      const rests: Partial<Record<LogStream, StreamRest>> = {};
      const sequences: Partial<Record<LogStream, EscapeState>> = {};
      for (const stream of logStreams) {
        const rest = lanes[stream].lines.rest();
        if (rest !== undefined) rests[stream] = rest;
        const { state } = lanes[stream].filter;
        if (state !== "text") sequences[stream] = state;
      }
      return { offset, lines: counter.lines, rests, sequences };
    },
    openFrom() {
      let earliest: number | undefined;
      for (const stream of logStreams) {
        const at = lanes[stream].lines.openFrom();
        if (at !== undefined && (earliest === undefined || at < earliest)) earliest = at;
      }
      return earliest;
    },
  };
}
