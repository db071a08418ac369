import type { LogStream } from "../../../shared/words.ts";
import type { Pen } from "./pen.ts";

/** A part of a log and where it stands in the log's file. */
export interface PlacedPart {
  readonly stream: LogStream;
  /** When the bytes arrived, epoch milliseconds. */
  readonly atMs: number;
  /** Where the part's frame begins in the file, bytes. */
  readonly frame: number;
  /** Where its first byte stands in the file, bytes. */
  readonly start: number;
  readonly bytes: Uint8Array;
}

export interface LogSpan {
  readonly text: string;
  readonly stream: LogStream;
  readonly pen: Pen;
}

export type StreamPens = Readonly<Record<LogStream, Pen>>;

/** A line of a log, or a piece of one that is too long to be shown in one piece. Positions are bytes of the file. */
export interface LogLine {
  /** Where its first byte stands: tells lines apart and puts them in order. */
  readonly start: number;
  /** Behind its last byte. */
  readonly end: number;
  /** Where the frame of its first byte begins: reading can begin there. */
  readonly frame: number;
  /** When its first byte arrived, epoch milliseconds. */
  readonly atMs: number;
  readonly spans: readonly LogSpan[];
  readonly text: string;
  /** The line goes on in the next piece. */
  readonly goesOn: boolean;
  /** How each stream writes at the line's beginning. */
  readonly pens: StreamPens;
}
