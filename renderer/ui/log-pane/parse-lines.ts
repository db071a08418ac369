import type { LogStream } from "../../../shared/words.ts";
import { createLineBuilder, type LineBuilder } from "./line-builder.ts";
import type { LogLine, PlacedPart, StreamPens } from "./log-line.ts";
import { plainPen, type Pen } from "./pen.ts";
import { createStreamText, type StreamText } from "./stream-text.ts";

/** A line is shown in pieces of about this many characters, so that no line is too much for one look. */
const pieceLength = 2_000;
const biteBytes = 1_000;
/** A line that begins before what is read is looked for no further than this many bytes. */
const doubtBytes = 32_768;

const lineFeed = 0x0a;

export interface ParseFrom {
  /** Where a line begins is known, or is seen at the first line feed only. */
  readonly begins: "with-line" | "anywhere";
  /** What stands before this position is passed over, bytes of the file. */
  readonly first?: number;
  /** No line reaches over this position: one that is known to begin here already begins here. */
  readonly last?: number;
  readonly pens?: StreamPens;
  /** Leaves out the other stream. */
  readonly streams: "both" | "stdout" | "stderr";
}

/** Makes lines of parts, which must follow each other without a gap. */
export interface LineParser {
  push(parts: readonly PlacedPart[]): LogLine[];
  /** What is written of a line that has not ended. */
  open(): LogLine | undefined;
  /** Nothing from here on was passed over for want of a line's beginning; undefined: everything was. */
  knownFrom(): number | undefined;
}

interface OpenLine {
  readonly start: number;
  readonly frame: number;
  readonly atMs: number;
  readonly pens: StreamPens;
  readonly builder: LineBuilder;
}

/**
 * Follows each stream's characters, colours and cursor within a line. Streams that take turns within a line share it,
 * as they do on a terminal.
 */
export function createLineParser(from: ParseFrom): LineParser {
  const { streams, first = 0, last = Infinity } = from;
  const texts: Record<LogStream, StreamText> = {
    stdout: createStreamText("stdout", from.pens?.stdout ?? plainPen),
    stderr: createStreamText("stderr", from.pens?.stderr ?? plainPen),
    system: createStreamText("system", from.pens?.system ?? plainPen),
  };
  let doubtful = from.begins === "anywhere";
  let doubted = 0;
  let passedOver = false;
  let known = first;
  let line: OpenLine | undefined;
  let end = 0;

  const pensNow = (): Record<LogStream, Pen> => ({
    stdout: texts.stdout.pen,
    stderr: texts.stderr.pen,
    system: texts.system.pen,
  });

  function begin(part: PlacedPart, at: number): OpenLine {
    return {
      start: part.start + at,
      frame: part.frame,
      atMs: part.atMs,
      pens: pensNow(),
      builder: createLineBuilder(),
    };
  }

  function seal({ builder, start, frame, atMs, pens }: OpenLine, goesOn: boolean): LogLine {
    const spans = [...builder.spans()];
    return { start, end, frame, atMs, pens, spans, text: spans.map((span) => span.text).join(""), goesOn };
  }

  function close(goesOn: boolean, out: LogLine[]): void {
    if (line === undefined) return;
    const sealed = seal(line, goesOn);
    line = undefined;
    if (doubtful) {
      doubted += sealed.end - sealed.start;
      doubtful = goesOn && doubted < doubtBytes;
      known = sealed.end;
    } else out.push(sealed);
  }

  /** Writes bytes that hold no line feed. */
  function write(part: PlacedPart, from: number, to: number, out: LogLine[]): void {
    for (let at = from; at < to;) {
      line ??= begin(part, at);
      const known = last - part.start;
      const until = Math.min(to, at + biteBytes, known > at ? known : Infinity);
      texts[part.stream].write(part.bytes.subarray(at, until), line.builder);
      at = until;
      end = part.start + at;
      if (line.builder.length >= pieceLength || end === last) close(true, out);
    }
  }

  function take(part: PlacedPart, from: number, out: LogLine[]): void {
    for (let at = from; at < part.bytes.length;) {
      const found = part.bytes.indexOf(lineFeed, at);
      const to = found === -1 ? part.bytes.length : found;
      write(part, at, to, out);
      if (found === -1) return;
      line ??= begin(part, found);
      end = part.start + found + 1;
      texts[part.stream].lineEnded();
      close(false, out);
      at = found + 1;
    }
  }

  return {
    push(parts) {
      const out: LogLine[] = [];
      for (const part of parts) {
        if (streams !== "both" && part.stream !== streams && part.stream !== "system") continue;
        if (part.start + part.bytes.length <= first) continue;
        passedOver ||= doubtful;
        take(part, part.start < first ? first - part.start : 0, out);
      }
      return out;
    },
    open: () => (line === undefined || doubtful || line.builder.length === 0 ? undefined : seal(line, false)),
    knownFrom: () => (doubtful && passedOver ? undefined : known),
  };
}
